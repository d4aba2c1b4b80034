import type { FastifyRequest } from "fastify";
import { type ObjectScope, resolveScope, type ScopeIdentifiers } from "../core/access/object-scope.ts";
import type { Core } from "../core/context.ts";

/** The four places where topics and buckets can be, as the beginning of a path and in words for `config.call`. */
export const scopePaths: readonly { readonly path: string; readonly words: string }[] = [
	{ path: "/api/apps/:appID", words: "of the app" },
	{ path: "/api/apps/:appID/users/:user", words: "of a user" },
	{ path: "/api/apps/:appID/groups/:group", words: "of a group" },
	{ path: "/api/apps/:appID/things/:thing", words: "of a thing" },
];

/** The scope that the path of a request names. @throws KiiError as {@link resolveScope} */
export function scopeOf(core: Core, request: FastifyRequest): Promise<ObjectScope> {
	return resolveScope(core, request.caller, request.params as ScopeIdentifiers);
}
