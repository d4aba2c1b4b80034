import { type TSchema, Type } from "typebox";
import { type Caller, unauthorized } from "../../core/principal.ts";
import { layoutPositions, registerThing, thingView, vendorThingIDPattern } from "../../core/thing.ts";
import { accessThing } from "../../core/thing-access.ts";
import { deleteThing } from "../../core/things/delete-thing.ts";
import { namedFields, numberFields, stringFields } from "../../core/things/thing-fields.ts";
import { changeThingPassword, updateThing } from "../../core/things/thing-update.ts";
import { issueToken } from "../../core/token.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { locationOf } from "../location.ts";
import { kiiMediaType, kiiTypeOf } from "../media-type.ts";

const name = Type.String({ pattern: "^[A-Za-z0-9._-]{0,100}$" });
const Fields = Type.Object({
	...optional(namedFields, name),
	...optional(stringFields, Type.String()),
	...optional(numberFields, Type.Integer()),
});
const password = Type.String({ minLength: 1, maxLength: 200 });
const Registration = Type.Intersect([
	Fields,
	Type.Object({
		_vendorThingID: Type.String({ pattern: vendorThingIDPattern }),
		_password: password,
		_layoutPosition: Type.Optional(Type.Union(layoutPositions.map((position) => Type.Literal(position)))),
	}),
]);
const PasswordChange = Type.Object({ newPassword: password });
const ThingParams = Type.Object({ appID: Type.String(), thing: Type.String() });

const thingPath = "/api/apps/:appID/things/:thing";

/** Each of the fields may be missing or null. */
function optional<T extends TSchema>(names: readonly string[], schema: T) {
	return Object.fromEntries(names.map((each) => [each, Type.Optional(Type.Union([schema, Type.Null()]))]));
}

/** `/things`: registration, reading, changing and deletion (cloud-rest, 3.3). */
export function thingRoutes(app: Scope, { core }: HttpDeps): void {
	app.post(
		"/api/apps/:appID/things",
		{ schema: { body: Registration }, config: { call: "Register a thing" } },
		async (request, reply) => {
			const { appID } = request.caller;
			const { _vendorThingID, _password, _layoutPosition, ...fields } = request.body;
			const thing = await registerThing(core, appID, {
				vendorThingID: _vendorThingID,
				password: _password,
				layoutPosition: _layoutPosition,
				fields,
			});
			const authorize = kiiTypeOf(request.headers["content-type"]) === "thingregistrationandauthorizationrequest";
			reply
				.code(201)
				.header("location", locationOf(request, `/api/apps/${appID}/things/${thing.thingID}`))
				.type(kiiMediaType(authorize ? "ThingRegistrationAndAuthorizationResponse" : "ThingRegistrationResponse"));
			if (!authorize) return thingView(thing);
			const { accessToken } = await issueToken(core, appID, { kind: "thing", thingID: thing.thingID });
			return { ...thingView(thing), _accessToken: accessToken };
		},
	);

	// fastify would answer as to a GET; 204 is what a live test wants (evidence S20).
	app.head(thingPath, { schema: { params: ThingParams } }, async (request, reply) => {
		await accessThing(core, request.caller, request.params.thing, "api");
		return reply.code(204).send();
	});

	app.get(thingPath, { schema: { params: ThingParams }, config: { call: "Get a thing" } }, async (request, reply) => {
		const thing = await accessThing(core, request.caller, request.params.thing, "api");
		reply.type(kiiMediaType("ThingRetrievalResponse"));
		return thingView(thing);
	});

	app.patch(
		thingPath,
		{
			schema: { params: ThingParams, body: Fields },
			config: { call: "Change fields of a thing", inferred: "That null takes a field away has no source." },
		},
		async (request, reply) => {
			const { caller, body } = request;
			const { thingID } = await accessThing(core, caller, request.params.thing, "api");
			await updateThing(core, caller.appID, thingID, body);
			return reply.code(204).send();
		},
	);

	app.put(
		`${thingPath}/password`,
		{
			schema: { params: ThingParams, body: PasswordChange },
			config: {
				call: "Change the password of a thing",
				inferred: "Whether an owner may is not known: it may not. The status 204 has no source.",
			},
		},
		async (request, reply) => {
			const { caller } = request;
			const { thingID } = await accessThing(core, caller, request.params.thing, "api");
			if (caller.principal.kind !== "admin" && !isItself(caller, thingID)) throw unauthorized(caller);
			await changeThingPassword(core, caller.appID, thingID, request.body.newPassword);
			return reply.code(204).send();
		},
	);

	app.delete(
		thingPath,
		{ schema: { params: ThingParams }, config: { call: "Delete a thing" } },
		async (request, reply) => {
			const { caller } = request;
			const { thingID } = await accessThing(core, caller, request.params.thing, "api");
			// The gateway of an end node may use it, not delete it.
			if (caller.principal.kind === "thing" && !isItself(caller, thingID)) throw unauthorized(caller);
			await deleteThing(core, caller.appID, thingID);
			return reply.code(204).send();
		},
	);
}

function isItself({ principal }: Caller, thingID: string): boolean {
	return principal.kind === "thing" && principal.thingID === thingID;
}
