import { Type } from "typebox";
import { getAliasState, getState, patchState, putState, writeAliasState } from "../../core/thing-if/state.ts";
import type { StateForm } from "../../core/thing-if/state-body.ts";
import { uploadStates } from "../../core/thing-if/state-upload.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiTypeOf } from "../media-type.ts";

const Params = Type.Object({ appID: Type.String(), target: Type.String() });
const AliasParams = Type.Object({ appID: Type.String(), target: Type.String(), alias: Type.String() });
const path = "/thing-if/apps/:appID/targets/:target/states";
const validation =
	"No source says what of a state Kii checks against a trait: every alias, field and value is. A gateway may act for its end nodes with its own token.";

/** What the media type `application/vnd.kii.MultipleTrait…+json` says about the body. */
function formOf(contentType: string | undefined): StateForm {
	return kiiTypeOf(contentType)?.startsWith("multipletraitstate") ? "trait" : "flat";
}

/** `/targets/{target}/states` (Kii guide, "Registering states"). */
export function stateRoutes(app: Scope, { core }: HttpDeps): void {
	app.put(
		path,
		{ schema: { params: Params }, config: { call: "Register the state of a thing", inferred: validation } },
		async (request, reply) => {
			const { caller, params, body, headers } = request;
			const { created } = await putState(core, caller, params.target, body, formOf(headers["content-type"]));
			return reply.code(created ? 201 : 204).send();
		},
	);

	app.patch(
		path,
		{ schema: { params: Params }, config: { call: "Change parts of the state of a thing", inferred: validation } },
		async (request, reply) => {
			const { caller, params, body, headers } = request;
			await patchState(core, caller, params.target, body, formOf(headers["content-type"]));
			return reply.code(204).send();
		},
	);

	app.get(path, { schema: { params: Params }, config: { call: "Get the state of a thing" } }, async (request) =>
		getState(core, request.caller, request.params.target),
	);

	for (const method of ["put", "patch"] as const) {
		app[method](
			`${path}/aliases/:alias`,
			{
				schema: { params: AliasParams },
				config: {
					call: `${method === "put" ? "Register" : "Change parts of"} the state of a trait alias`,
					inferred: "The statuses follow those of the whole state: 201 for the first put, else 204.",
				},
			},
			async (request, reply) => {
				const { target, alias } = request.params;
				const { created } = await writeAliasState(core, request.caller, target, alias, request.body, method);
				return reply.code(created && method === "put" ? 201 : 204).send();
			},
		);
	}

	app.get(
		`${path}/aliases/:alias`,
		{ schema: { params: AliasParams }, config: { call: "Get the state of a trait alias" } },
		async (request) => getAliasState(core, request.caller, request.params.target, request.params.alias),
	);

	app.post(
		"/thing-if/apps/:appID/targets/:target/states-bulk",
		{
			schema: { params: Params },
			config: {
				call: "Upload states with their times",
				inferred: "No source says what becomes of a state older than the current one: it goes to the history only.",
			},
		},
		async (request, reply) => {
			const how = kiiTypeOf(request.headers["content-type"])?.startsWith("statepatch") ? "patch" : "put";
			await uploadStates(core, request.caller, request.params.target, request.body, how);
			return reply.code(204).send();
		},
	);
}
