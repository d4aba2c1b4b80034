import { Type } from "typebox";
import {
	appParameters,
	changeAppParameters,
	deleteAppParameter,
	namedAppParameter,
} from "../../core/app-parameters.ts";
import { onlyAdmin } from "../../core/only-admin.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";

const Parameters = Type.Record(Type.String(), Type.Unknown());
const ParameterParams = Type.Object({ appID: Type.String(), name: Type.String() });

/** `/configuration/parameters`, all for the administrator (real-clients, 2; the Java client's live test). */
export function appParameterRoutes(app: Scope, { core }: HttpDeps): void {
	app.get(
		"/api/apps/:appID/configuration/parameters",
		{
			config: { call: "Get the parameters of the app", inferred: "The types of the values are not known for each." },
		},
		async (request, reply) => {
			onlyAdmin(request.caller);
			reply.type(kiiMediaType("AppConfigParamsRetrievalResponse"));
			return appParameters(core, request.caller.appID);
		},
	);

	app.patch(
		"/api/apps/:appID/configuration/parameters",
		{
			schema: { body: Parameters },
			config: { call: "Change parameters of the app", inferred: "The status of the reply has no source: 204." },
		},
		async (request, reply) => {
			onlyAdmin(request.caller);
			await changeAppParameters(core, request.caller.appID, request.body);
			return reply.code(204).send();
		},
	);

	app.get(
		"/api/apps/:appID/configuration/parameters/:name",
		{
			schema: { params: ParameterParams },
			config: {
				call: "Get a parameter of the app",
				inferred: "The form has no source: its value as text, as it is put.",
			},
		},
		async (request, reply) => {
			onlyAdmin(request.caller);
			const value = await namedAppParameter(core, request.caller.appID, request.params.name);
			return reply.type("text/plain;charset=UTF-8").send(typeof value === "string" ? value : JSON.stringify(value));
		},
	);

	app.put(
		"/api/apps/:appID/configuration/parameters/:name",
		{
			schema: { params: ParameterParams },
			config: {
				call: "Set a parameter of the app",
				inferred: "The status of the reply has no source: 204. JSON is taken as well as text.",
			},
		},
		async (request, reply) => {
			onlyAdmin(request.caller);
			// The Java client puts `null` as text.
			const body = Buffer.isBuffer(request.body) ? request.body.toString() : request.body;
			const value = body === "null" ? null : (body ?? "");
			await changeAppParameters(core, request.caller.appID, { [request.params.name]: value });
			return reply.code(204).send();
		},
	);

	app.delete(
		"/api/apps/:appID/configuration/parameters/:name",
		{
			schema: { params: ParameterParams },
			config: { call: "Reset a parameter of the app", inferred: "The status of the reply has no source: 204." },
		},
		async (request, reply) => {
			onlyAdmin(request.caller);
			await deleteAppParameter(core, request.caller.appID, request.params.name);
			return reply.code(204).send();
		},
	);
}
