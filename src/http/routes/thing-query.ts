import type { HttpDeps, Scope } from "../context.ts";

export function thingQueryRoutes(_app: Scope, _deps: HttpDeps): void {}
