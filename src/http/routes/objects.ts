import type { HttpDeps, Scope } from "../context.ts";

export function objectRoutes(_app: Scope, _deps: HttpDeps): void {}
