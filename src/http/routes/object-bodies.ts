import type { HttpDeps, Scope } from "../context.ts";

export function objectBodyRoutes(_app: Scope, _deps: HttpDeps): void {}
