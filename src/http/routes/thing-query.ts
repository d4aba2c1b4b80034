import { Type } from "typebox";
import { thingView } from "../../core/thing.ts";
import { queryThings } from "../../core/things/thing-query.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";

const Query = Type.Object({
	thingQuery: Type.Object({
		clause: Type.Unknown(),
		orderBy: Type.Optional(Type.String()),
		descending: Type.Optional(Type.Boolean()),
	}),
	bestEffortLimit: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
	paginationKey: Type.Optional(Type.String()),
});

/** Queries for things (cloud-rest, 3.3). */
export function thingQueryRoutes(app: Scope, { core }: HttpDeps): void {
	app.post(
		"/api/apps/:appID/things/query",
		{
			schema: { body: Query },
			config: {
				call: "Query things",
				inferred: "The SDK sends `eq`, `contains`, `and` and `or`; the other clauses are taken from bucket queries.",
			},
		},
		async (request, reply) => {
			const { things, ...rest } = await queryThings(core, request.caller, request.body);
			reply.type(kiiMediaType("ThingQueryResponse"));
			return { results: things.map(thingView), ...rest };
		},
	);
}
