import type { HttpDeps, Scope } from "../context.ts";

export function thingOwnershipRoutes(_app: Scope, _deps: HttpDeps): void {}
