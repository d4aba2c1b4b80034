import type { HttpDeps, Scope } from "../context.ts";

export function bucketSubscriptionRoutes(_app: Scope, _deps: HttpDeps): void {}
