import type { HttpDeps, Scope } from "../context.ts";

export function outOfScopeRoutes(_app: Scope, _deps: HttpDeps): void {}
