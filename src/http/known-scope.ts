import type { FastifyRequest } from "fastify";
import type { ObjectScope } from "../core/access/object-scope.ts";
import type { Core } from "../core/context.ts";
import { onlyKnown } from "../core/only-admin.ts";
import { scopeOf } from "./scope-paths.ts";

/**
 * The scope of a call that needs a token: nobody without one learns which users, groups and things exist.
 * @throws KiiError UNAUTHORIZED, and as `scopeOf`
 */
export async function knownScopeOf(core: Core, request: FastifyRequest): Promise<ObjectScope> {
	onlyKnown(request.caller);
	return scopeOf(core, request);
}
