import { Type } from "typebox";
import { createTraitVersion, finalizeTrait, getTrait, listTraits } from "../../core/thing-if/trait.ts";
import type { HttpDeps, Scope } from "../context.ts";

const member = Type.Record(
	Type.String({ minLength: 1, maxLength: 100 }),
	Type.Object({ description: Type.Optional(Type.String()), payloadSchema: Type.Record(Type.String(), Type.Unknown()) }),
	{ minProperties: 1, maxProperties: 1 },
);
const TraitCreation = Type.Object({
	actions: Type.Optional(Type.Array(member, { maxItems: 100 })),
	states: Type.Optional(Type.Array(member, { maxItems: 100 })),
	dataGroupingInterval: Type.Optional(
		Type.Union(["1_MINUTE", "15_MINUTES", "30_MINUTES", "1_HOUR", "12_HOURS"].map((text) => Type.Literal(text))),
	),
});
const TraitParams = Type.Object({ appID: Type.String(), trait: Type.String({ pattern: "^[A-Za-z0-9._-]{1,100}$" }) });
const VersionParams = Type.Object({ appID: Type.String(), trait: Type.String(), traitVersion: Type.String() });
const path = "/thing-if/apps/:appID/traits";
const version = `${path}/:trait/versions/:traitVersion`;

/** `/traits`: made by the administrator, read by anybody with a token, as VirtualDevice does (mqtt-and-thing-if, B7). */
export function traitRoutes(app: Scope, { core }: HttpDeps): void {
	app.post(
		`${path}/:trait/versions`,
		{
			schema: { params: TraitParams, body: TraitCreation },
			config: {
				call: "Create a version of a trait",
				inferred:
					"The status 201 and the error codes have no source, nor the limits of a schema: 10 KB, one $ref, and regular expressions that RE2 takes, 200 in a trait.",
			},
		},
		async (request, reply) => {
			const { actions = [], states = [], dataGroupingInterval = "15_MINUTES" } = request.body;
			reply.code(201);
			const definition = { actions, states, dataGroupingInterval };
			return createTraitVersion(core, request.caller, request.params.trait, definition);
		},
	);

	app.put(
		`${version}/finalize`,
		{
			schema: { params: VersionParams },
			config: { call: "Finalize a version of a trait", inferred: "No source says what Kii refuses before or after." },
		},
		async (request, reply) => {
			await finalizeTrait(core, request.caller, request.params.trait, request.params.traitVersion);
			return reply.code(204).send();
		},
	);

	app.get(path, { config: { call: "List the traits" } }, async (request) => ({
		traits: await listTraits(core, request.caller),
	}));

	app.get(
		version,
		{ schema: { params: VersionParams }, config: { call: "Get a version of a trait" } },
		async (request) => getTrait(core, request.caller, request.params.trait, request.params.traitVersion),
	);
}
