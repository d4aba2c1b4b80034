import type { HttpDeps, Scope } from "../context.ts";

export function topicPushRoutes(_app: Scope, _deps: HttpDeps): void {}
