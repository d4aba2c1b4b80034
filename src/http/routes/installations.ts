import { type Static, Type } from "typebox";
import { invalidInput, type KiiError } from "../../core/errors.ts";
import {
	deviceTypeOf,
	deviceTypes,
	getInstallation,
	install,
	installationView,
	uninstall,
} from "../../core/installation.ts";
import { listInstallations } from "../../core/installation-list.ts";
import { type Caller, unauthorized } from "../../core/principal.ts";
import { getThing } from "../../core/thing.ts";
import type { TypedID } from "../../core/typed-id.ts";
import { getUser } from "../../core/user.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { locationOf } from "../location.ts";
import { kiiMediaType } from "../media-type.ts";

// Every spelling that real clients send: deviceType or installationType; development as boolean, string or not at all
// (cloud-rest 0.5 and 0.6).
const InstallationRequest = Type.Object({
	deviceType: Type.Optional(Type.String()),
	installationType: Type.Optional(Type.String()),
	installationRegistrationID: Type.Optional(Type.String({ maxLength: 4096 })),
	development: Type.Optional(Type.Union([Type.Boolean(), Type.String()])),
	userID: Type.Optional(Type.String()),
	thingID: Type.Optional(Type.String()),
});
const InstallationFilter = Type.Object({
	userID: Type.Optional(Type.String()),
	thingID: Type.Optional(Type.String()),
});
const InstallationParams = Type.Object({ appID: Type.String(), installation: Type.String() });

/** `/installations` (cloud-rest, 4.1). */
export function installationRoutes(app: Scope, deps: HttpDeps): void {
	const { core } = deps;
	app.post(
		"/api/apps/:appID/installations",
		{ schema: { body: InstallationRequest }, config: { call: "Install a device for push" } },
		async (request, reply) => {
			const { body, caller } = request;
			const deviceType = deviceTypeOf(body.deviceType ?? body.installationType);
			if (deviceType === undefined) throw invalidInput({ deviceType: `must be one of ${deviceTypes.join(", ")}` });
			const { installationID, installationRegistrationID } = await install(
				core,
				caller.appID,
				await ownerOf(deps, caller, body),
				{
					deviceType,
					installationRegistrationID: body.installationRegistrationID,
					development: String(body.development).toLowerCase() === "true",
				},
			);
			reply
				.code(201)
				.header("location", locationOf(request, `/api/apps/${caller.appID}/installations/${installationID}`))
				.type(kiiMediaType("InstallationCreationResponse"));
			return { installationID, installationRegistrationID };
		},
	);

	app.get(
		"/api/apps/:appID/installations",
		{
			schema: { querystring: InstallationFilter },
			config: {
				call: "List installations",
				inferred: "Known for the administrator only; users and things get their own, owners those of their things.",
			},
		},
		async (request, reply) => {
			const installations = await listInstallations(core, request.caller, request.query);
			reply.type(kiiMediaType("InstallationsRetrievalResponse"));
			return { installations: installations.map(installationView) };
		},
	);

	app.get(
		"/api/apps/:appID/installations/:installation",
		{ schema: { params: InstallationParams }, config: { call: "Get an installation" } },
		async (request, reply) => {
			const installation = await getInstallation(core, request.caller, request.params.installation);
			reply.type(kiiMediaType("InstallationRetrievalResponse"));
			return installationView(installation);
		},
	);

	app.delete(
		"/api/apps/:appID/installations/:installation",
		{
			schema: { params: InstallationParams },
			config: {
				call: "Delete an installation",
				inferred: "That the client of an MQTT installation is disconnected, and its credentials end, has no source.",
			},
		},
		async (request, reply) => {
			await uninstall(core, request.caller, request.params.installation);
			return reply.code(204).send();
		},
	);
}

/** The token's principal, who names nobody else (REST reference, "Installations"); the administrator must name one. */
async function ownerOf(
	{ core }: HttpDeps,
	caller: Caller,
	{ userID, thingID }: Static<typeof InstallationRequest>,
): Promise<TypedID> {
	const { appID, principal } = caller;
	switch (principal.kind) {
		case "user":
			if (thingID !== undefined || (userID ?? principal.userID) !== principal.userID) throw namesAnother();
			return { type: "user", id: principal.userID };
		case "thing":
			if (userID !== undefined || (thingID ?? principal.thingID) !== principal.thingID) throw namesAnother();
			return { type: "thing", id: principal.thingID };
		case "admin":
			if (thingID !== undefined && userID !== undefined)
				throw invalidInput({ userID: "and thingID exclude each other" });
			if (thingID !== undefined) return { type: "thing", id: (await getThing(core, appID, thingID)).thingID };
			if (userID !== undefined) return { type: "user", id: (await getUser(core, appID, userID)).userID };
			throw invalidInput({ userID: "or thingID is required with the token of the administrator" });
		default:
			throw unauthorized(caller);
	}
}

function namesAnother(): KiiError {
	return invalidInput({ owner: "is whom the access token belongs to: send no other userID or thingID" });
}
