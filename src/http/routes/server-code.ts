import { Type } from "typebox";
import { invalidInput, KiiError } from "../../core/errors.ts";
import { isObject } from "../../core/is-object.ts";
import { runServerCode } from "../../core/server-code.ts";
import {
	deleteServerCode,
	deployServerCode,
	getCurrentServerCode,
	getServerCode,
	listServerCode,
	putCurrentServerCode,
	resetCurrentServerCode,
} from "../../core/server-code-version.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { locationOf } from "../location.ts";
import { kiiMediaType } from "../media-type.ts";

const path = "/api/apps/:appID/server-code";
const VersionParams = Type.Object({ appID: Type.String(), version: Type.String() });
const EndpointParams = Type.Object({ appID: Type.String(), version: Type.String(), endpoint: Type.String() });
const EnvironmentQuery = Type.Object({
	"environment-version": Type.Optional(Type.Union([Type.Literal("0"), Type.Literal("6")])),
});
/** Server code comes with its libraries in the one file. */
const maxSource = 1_048_576;

/** `/server-code`: versions, for the administrator, and invocation (cloud-rest, section 7). */
export function serverCodeRoutes(app: Scope, { core, maxBodySize }: HttpDeps): void {
	app.post(
		path,
		{
			bodyLimit: Math.max(maxBodySize, maxSource),
			config: {
				call: "Deploy a version of server code",
				inferred:
					"Kii refused forbidden names on deployment; here the code must compile, and they fail when it runs. Zip files, and the form with an environment version, are not taken.",
			},
		},
		async (request, reply) => {
			const { versionID } = await deployServerCode(core, request.caller, sourceOf(request.body));
			reply
				.code(201)
				.header("location", locationOf(request, `/api/apps/${request.caller.appID}/server-code/versions/${versionID}`))
				.type(kiiMediaType("ServerCodeDeploymentResponse"));
			return { versionID };
		},
	);

	app.get(
		`${path}/versions`,
		{
			config: {
				call: "List the versions of server code",
				inferred: "The keys are read from two administration clients; the order has no source: the oldest first.",
			},
		},
		async (request) => listServerCode(core, request.caller),
	);

	app.get(`${path}/versions/current`, { config: { call: "Get the current version" } }, async (request, reply) => {
		const versionID = await getCurrentServerCode(core, request.caller);
		return reply.type("text/plain;charset=UTF-8").send(versionID);
	});

	app.put(
		`${path}/versions/current`,
		{ config: { call: "Make a version the current one", inferred: "The status 204 has no source." } },
		async (request, reply) => {
			const { body } = request;
			await putCurrentServerCode(core, request.caller, typeof body === "string" ? body.trim() : "");
			return reply.code(204).send();
		},
	);

	app.delete(
		`${path}/versions/current`,
		{ config: { call: "Have no current version", inferred: "The status 204 has no source." } },
		async (request, reply) => {
			await resetCurrentServerCode(core, request.caller);
			return reply.code(204).send();
		},
	);

	app.get(
		`${path}/versions/:version`,
		{ schema: { params: VersionParams }, config: { call: "Get the text of a version" } },
		async (request, reply) => {
			const source = await getServerCode(core, request.caller, request.params.version);
			return reply.type("application/javascript;charset=UTF-8").send(source);
		},
	);

	app.delete(
		`${path}/versions/:version`,
		{
			schema: { params: VersionParams },
			config: {
				call: "Delete a version",
				inferred: "The status 204 has no source, nor that the current version can be deleted and leaves none.",
			},
		},
		async (request, reply) => {
			await deleteServerCode(core, request.caller, request.params.version);
			return reply.code(204).send();
		},
	);

	app.post(
		`${path}/versions/:version/:endpoint`,
		{
			schema: { params: EndpointParams, querystring: EnvironmentQuery },
			config: {
				call: "Call an endpoint of server code",
				inferred:
					"`X-Step-count` counts the statements that stand in the endpoint, once each, and has no limit. How the real service reported a run over its time, an unknown endpoint, or no result (here `returnedValue` is null) has no source.",
			},
		},
		async (request, reply) => {
			const { caller, params, query, body = {} } = request;
			if (!isObject(body)) throw invalidInput({ parameters: "must be a JSON object" });
			const { principal } = caller;
			const { outcome, environmentVersion } = await runServerCode(
				core,
				caller.appID,
				params.version,
				params.endpoint,
				body,
				"accessToken" in principal ? principal.accessToken : undefined,
				query["environment-version"],
			);
			reply.headers({ "x-step-count": String(outcome.steps), "x-environment-version": environmentVersion });
			if (!outcome.ok) {
				const { errorCode, message } = outcome;
				throw new KiiError("ENDPOINT_INVOCATION_ERROR", "Error found while executing the developer-defined code", {
					details: { errorCode, message },
				});
			}
			return { returnedValue: outcome.returnedValue ?? null };
		},
	);
}

/** The body of a deployment, whatever its media type: `application/javascript` above all. */
function sourceOf(body: unknown): string {
	if (typeof body === "string" || body === undefined) return body ?? "";
	try {
		if (Buffer.isBuffer(body)) return new TextDecoder("utf-8", { fatal: true }).decode(body);
	} catch {
		throw new KiiError("SERVER_CODE_VERIFICATION_ERROR", "The server code is not text in UTF-8");
	}
	throw new KiiError("UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/javascript");
}
