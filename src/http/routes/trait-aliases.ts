import { Type } from "typebox";
import { getTraitAlias, listTraitAliases, putTraitAlias } from "../../core/thing-if/trait-alias.ts";
import type { HttpDeps, Scope } from "../context.ts";

// ebisu's set-up sends the version as a text.
const AliasCreation = Type.Object({
	trait: Type.String(),
	traitVersion: Type.Union([Type.Number(), Type.String()]),
});
const Params = Type.Object({ appID: Type.String(), thingType: Type.String(), firmwareVersion: Type.String() });
const AliasParams = Type.Object({
	...Params.properties,
	alias: Type.String({ pattern: "^[A-Za-z0-9._-]{1,100}$" }),
});
const path = "/thing-if/apps/:appID/configuration/thing-types/:thingType/firmware-versions/:firmwareVersion/aliases";

/** `…/firmware-versions/{firmwareVersion}/aliases`, by the administrator (mqtt-and-thing-if, B7). */
export function traitAliasRoutes(app: Scope, { core }: HttpDeps): void {
	app.put(
		`${path}/:alias`,
		{
			schema: { params: AliasParams, body: AliasCreation },
			config: {
				call: "Give a trait an alias",
				inferred: "The status 204, also for one that was there, has no source.",
			},
		},
		async (request, reply) => {
			await putTraitAlias(core, request.caller, request.params, request.params.alias, request.body);
			return reply.code(204).send();
		},
	);

	app.get(
		path,
		{ schema: { params: Params }, config: { call: "List the trait aliases of a firmware version" } },
		async (request) => ({ aliases: await listTraitAliases(core, request.caller, request.params) }),
	);

	app.get(
		`${path}/:alias`,
		{ schema: { params: AliasParams }, config: { call: "Get a trait alias" } },
		async (request) => getTraitAlias(core, request.caller, request.params, request.params.alias),
	);
}
