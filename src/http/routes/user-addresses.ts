import type { HttpDeps, Scope } from "../context.ts";

export function userAddressRoutes(_app: Scope, _deps: HttpDeps): void {}
