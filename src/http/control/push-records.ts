import type { HttpDeps, Scope } from "../context.ts";

export function pushRecordRoutes(_app: Scope, _deps: HttpDeps): void {}
