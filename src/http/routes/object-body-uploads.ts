import type { HttpDeps, Scope } from "../context.ts";

export function objectBodyUploadRoutes(_app: Scope, _deps: HttpDeps): void {}
