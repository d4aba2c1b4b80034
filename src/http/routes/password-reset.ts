import type { HttpDeps, Scope } from "../context.ts";

export function passwordResetRoutes(_app: Scope, _deps: HttpDeps): void {}
