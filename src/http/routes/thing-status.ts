import type { HttpDeps, Scope } from "../context.ts";

export function thingStatusRoutes(_app: Scope, _deps: HttpDeps): void {}
