import type { HttpDeps, Scope } from "../context.ts";

export function groupRoutes(_app: Scope, _deps: HttpDeps): void {}
