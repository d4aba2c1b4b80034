import type { HttpDeps, Scope } from "../context.ts";

export function verificationCodeRoutes(_app: Scope, _deps: HttpDeps): void {}
