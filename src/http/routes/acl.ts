import type { HttpDeps, Scope } from "../context.ts";

export function aclRoutes(_app: Scope, _deps: HttpDeps): void {}
