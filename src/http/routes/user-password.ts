import type { HttpDeps, Scope } from "../context.ts";

export function userPasswordRoutes(_app: Scope, _deps: HttpDeps): void {}
