import type { HttpDeps, Scope } from "../context.ts";

export function directPushRoutes(_app: Scope, _deps: HttpDeps): void {}
