import type { HttpDeps, Scope } from "../context.ts";

export function topicRoutes(_app: Scope, _deps: HttpDeps): void {}
