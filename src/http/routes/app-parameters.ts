import type { HttpDeps, Scope } from "../context.ts";

export function appParameterRoutes(_app: Scope, _deps: HttpDeps): void {}
