import type { HttpDeps, Scope } from "../context.ts";

export function topicSubscriptionRoutes(_app: Scope, _deps: HttpDeps): void {}
