import { Type } from "typebox";
import { invalidInput } from "../../core/errors.ts";
import { addOwnership, ownerOfPath, ownersOf, removeOwnership, requireOwnership } from "../../core/things/ownership.ts";
import { confirmOwnership, requestOwnership } from "../../core/things/ownership-code.ts";
import type { TypedID } from "../../core/typed-id.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";

const OwnershipRequest = Type.Object({
	userID: Type.Optional(Type.String()),
	groupID: Type.Optional(Type.String()),
	thingPassword: Type.Optional(Type.String()),
});
const Confirmation = Type.Object({ code: Type.String({ minLength: 1, maxLength: 100 }) });
const Params = Type.Object({ appID: Type.String(), thing: Type.String() });
const OwnerParams = Type.Object({ appID: Type.String(), thing: Type.String(), owner: Type.String() });
const ownership = "/api/apps/:appID/things/:thing/ownership";

/** `/things/{thing}/ownership`: the users and groups that own a thing (cloud-rest, 3.3; evidence S20). */
export function thingOwnershipRoutes(app: Scope, { core }: HttpDeps): void {
	app.post(
		ownership,
		{
			schema: { params: Params, body: OwnershipRequest },
			config: {
				call: "Make a user or group an owner of a thing, with the thing's password",
				inferred: "The code for a wrong password has no source, only its status 401: UNAUTHORIZED.",
			},
		},
		async (request, reply) => {
			const { caller, params, body } = request;
			const owner = ownerOfBody(body.userID, body.groupID);
			await addOwnership(core, caller, params.thing, owner, body.thingPassword);
			return reply.code(204).send();
		},
	);

	app.get(
		ownership,
		{
			schema: { params: Params },
			config: {
				call: "List the owners of a thing",
				inferred: "A client reads the IDs as strings. Who may ask has no source: the thing, its owners and gateway.",
			},
		},
		async (request) => ownersOf(core, request.caller, request.params.thing),
	);

	app.put(
		`${ownership}/:owner`,
		{ schema: { params: OwnerParams }, config: { call: "Make a user or group an owner of a thing" } },
		async (request, reply) => {
			const { caller, params } = request;
			await addOwnership(core, caller, params.thing, ownerOfPath(params.owner));
			return reply.code(204).send();
		},
	);

	app.delete(
		`${ownership}/:owner`,
		{
			schema: { params: OwnerParams },
			config: { call: "Remove an owner of a thing", inferred: "The status 204 has no source." },
		},
		async (request, reply) => {
			const { caller, params } = request;
			await removeOwnership(core, caller, params.thing, ownerOfPath(params.owner));
			return reply.code(204).send();
		},
	);

	app.head(
		`${ownership}/:owner`,
		{
			schema: { params: OwnerParams },
			config: {
				call: "Check whether a user or group owns a thing",
				inferred: "The status 204 is that of HEAD of a thing; clients take any 2xx. Everybody may ask about itself.",
			},
		},
		async (request, reply) => {
			const { caller, params } = request;
			await requireOwnership(core, caller, params.thing, ownerOfPath(params.owner));
			return reply.code(204).send();
		},
	);

	app.post(
		`${ownership}/request/:owner`,
		{
			schema: { params: OwnerParams },
			config: {
				call: "Get a code for a user or group that is to own a thing",
				inferred: "The form and lifetime of the code have no source: 11 digits, an hour.",
			},
		},
		async (request, reply) => {
			const { caller, params } = request;
			const code = await requestOwnership(core, caller, params.thing, ownerOfPath(params.owner));
			reply.type(kiiMediaType("ThingOwnershipRequestResponse"));
			return code;
		},
	);

	app.post(
		`${ownership}/confirm`,
		{
			schema: { params: Params, body: Confirmation },
			config: {
				call: "Make somebody an owner of a thing, with the code",
				inferred: "No source says how often a wrong code may be tried: ten times.",
			},
		},
		async (request, reply) => {
			await confirmOwnership(core, request.caller, request.params.thing, request.body.code);
			return reply.code(204).send();
		},
	);
}

/** @throws KiiError INVALID_INPUT_DATA unless it is one of both */
function ownerOfBody(userID: string | undefined, groupID: string | undefined): TypedID {
	if (userID !== undefined && groupID === undefined) return { type: "user", id: userID };
	if (groupID !== undefined && userID === undefined) return { type: "group", id: groupID };
	throw invalidInput({ userID: "or groupID is required, and not both" });
}
