import { Type } from "typebox";
import {
	createTrigger,
	deleteTrigger,
	enableTrigger,
	getTrigger,
	listServerCodeResults,
	listTriggers,
	patchTrigger,
} from "../../core/thing-if/trigger.ts";
import type { HttpDeps, Scope } from "../context.ts";

const TriggerRequest = Type.Object({
	predicate: Type.Optional(Type.Unknown()),
	triggersWhat: Type.Optional(Type.Unknown()),
	command: Type.Optional(Type.Unknown()),
	serverCode: Type.Optional(Type.Unknown()),
	title: Type.Optional(Type.String({ maxLength: 50 })),
	description: Type.Optional(Type.String({ maxLength: 200 })),
	metadata: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
const Params = Type.Object({ appID: Type.String(), target: Type.String() });
const TriggerParams = Type.Object({ appID: Type.String(), target: Type.String(), triggerID: Type.String() });
const ListQuery = Type.Object({
	bestEffortLimit: Type.Optional(Type.String()),
	paginationKey: Type.Optional(Type.String()),
});
const path = "/thing-if/apps/:appID/targets/:target/triggers";

/** `/targets/{target}/triggers` (Kii guide, "Triggers"). */
export function triggerRoutes(app: Scope, { core }: HttpDeps): void {
	app.post(
		path,
		{
			schema: { params: Params, body: TriggerRequest },
			config: {
				call: "Create a trigger",
				inferred:
					"No source tells every rule: before the first state no condition is true, a limit of a range is included unless its flag says no, schedules are in UTC, and a time that has passed is refused. The guide has no server code on a schedule, a live test of an SDK has: it runs.",
			},
		},
		async (request, reply) => {
			reply.code(201);
			return createTrigger(core, request.caller, request.params.target, request.body);
		},
	);

	app.get(
		path,
		{ schema: { params: Params, querystring: ListQuery }, config: { call: "List the triggers of a thing" } },
		async (request) => listTriggers(core, request.caller, request.params.target, request.query),
	);

	app.get(
		`${path}/:triggerID`,
		{ schema: { params: TriggerParams }, config: { call: "Get a trigger" } },
		async (request) => getTrigger(core, request.caller, request.params.target, request.params.triggerID),
	);

	app.patch(
		`${path}/:triggerID`,
		{
			schema: { params: TriggerParams, body: TriggerRequest },
			config: {
				call: "Change a trigger",
				inferred:
					"Keys of the command that the request leaves out are kept; proven for its target only. Without `triggersWhat` the command or server code that the request has tells.",
			},
		},
		async (request, reply) => {
			const { target, triggerID } = request.params;
			await patchTrigger(core, request.caller, target, triggerID, request.body);
			return reply.code(204).send();
		},
	);

	for (const [operation, enabled] of [
		["enable", true],
		["disable", false],
	] as const) {
		app.put(
			`${path}/:triggerID/${operation}`,
			{
				schema: { params: TriggerParams },
				config: enabled
					? {
							call: "Enable a trigger",
							inferred: "A time that passed while the trigger was disabled is not made up for.",
						}
					: { call: "Disable a trigger" },
			},
			async (request, reply) => {
				const { target, triggerID } = request.params;
				await enableTrigger(core, request.caller, target, triggerID, enabled);
				return reply.code(204).send();
			},
		);
	}

	app.delete(
		`${path}/:triggerID`,
		{ schema: { params: TriggerParams }, config: { call: "Delete a trigger" } },
		async (request, reply) => {
			await deleteTrigger(core, request.caller, request.params.target, request.params.triggerID);
			return reply.code(204).send();
		},
	);

	app.get(
		`${path}/:triggerID/results/server-code`,
		{
			schema: { params: TriggerParams, querystring: ListQuery },
			config: {
				call: "List the results of a trigger's server code",
				inferred: "Listed from the oldest on, the last 1,000 of each trigger; no source tells order or number.",
			},
		},
		async (request) => {
			const { target, triggerID } = request.params;
			return listServerCodeResults(core, request.caller, target, triggerID, request.query);
		},
	);
}
