import { Type } from "typebox";
import { putActionResults } from "../../core/thing-if/action-results.ts";
import { createCommand, getCommand, listCommands } from "../../core/thing-if/command.ts";
import type { HttpDeps, Scope } from "../context.ts";

const action = Type.Record(Type.String(), Type.Unknown());
const CommandRequest = Type.Object({
	actions: Type.Array(action),
	issuer: Type.String(),
	schema: Type.Optional(Type.String()),
	schemaVersion: Type.Optional(Type.Number()),
	title: Type.Optional(Type.String({ maxLength: 50 })),
	description: Type.Optional(Type.String({ maxLength: 200 })),
	metadata: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
const ActionResults = Type.Object({ actionResults: Type.Array(action) });
const Params = Type.Object({ appID: Type.String(), target: Type.String() });
const CommandParams = Type.Object({ appID: Type.String(), target: Type.String(), commandID: Type.String() });
const ListQuery = Type.Object({
	bestEffortLimit: Type.Optional(Type.String()),
	paginationKey: Type.Optional(Type.String()),
});
const path = "/thing-if/apps/:appID/targets/:target/commands";

/** `/targets/{target}/commands` (Kii guide, "Commands"). */
export function commandRoutes(app: Scope, { core }: HttpDeps): void {
	app.post(
		path,
		{
			schema: { params: Params, body: CommandRequest },
			config: {
				call: "Send a command to a thing",
				inferred:
					"No source says when `commandState` changes: INCOMPLETE once it is delivered, DONE when every action has succeeded. A command by traits for a thing without type or firmware version is taken, because real devices are commanded so; the SDK design says THING_WITHOUT_THING_TYPE. A command for an end node goes to its gateway, which is told the `target`: no source says how.",
			},
		},
		async (request, reply) => {
			reply.code(201);
			return createCommand(core, request.caller, request.params.target, request.body);
		},
	);

	app.get(
		path,
		{
			schema: { params: Params, querystring: ListQuery },
			config: { call: "List the commands of a thing", inferred: "The order has no source: the oldest first." },
		},
		async (request) => listCommands(core, request.caller, request.params.target, request.query),
	);

	app.get(
		`${path}/:commandID`,
		{ schema: { params: CommandParams }, config: { call: "Get a command" } },
		async (request) => getCommand(core, request.caller, request.params.target, request.params.commandID),
	);

	app.put(
		`${path}/:commandID/action-results`,
		{
			schema: { params: CommandParams, body: ActionResults },
			config: {
				call: "Report the results of a command",
				inferred:
					"What the real service made of results without aliases for a command by traits has no source: they are folded in by their order.",
			},
		},
		async (request, reply) => {
			const { target, commandID } = request.params;
			await putActionResults(core, request.caller, target, commandID, request.body.actionResults);
			return reply.code(204).send();
		},
	);
}
