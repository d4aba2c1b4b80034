import type { HttpDeps, Scope } from "../context.ts";

export function bucketRoutes(_app: Scope, _deps: HttpDeps): void {}
