import type { HttpDeps, Scope } from "../context.ts";

export function objectQueryRoutes(_app: Scope, _deps: HttpDeps): void {}
