import { Type } from "typebox";
import { layoutPositions, registerThing, thingView, vendorThingIDPattern } from "../../core/thing.ts";
import { accessThing } from "../../core/thing-access.ts";
import { issueToken } from "../../core/token.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { locationOf } from "../location.ts";
import { kiiMediaType, kiiTypeOf } from "../media-type.ts";

const name = Type.Optional(Type.String({ pattern: "^[A-Za-z0-9._-]{0,100}$" }));
const Registration = Type.Object({
	_vendorThingID: Type.String({ pattern: vendorThingIDPattern }),
	_password: Type.String({ minLength: 1, maxLength: 200 }),
	_thingType: name,
	_vendor: name,
	_firmwareVersion: Type.Optional(Type.String()),
	_layoutPosition: Type.Optional(Type.Union(layoutPositions.map((position) => Type.Literal(position)))),
});
const ThingParams = Type.Object({ appID: Type.String(), thing: Type.String() });

/** `/things`: registration and reading (cloud-rest, 3.3). */
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
	app.head("/api/apps/:appID/things/:thing", { schema: { params: ThingParams } }, async (request, reply) => {
		await accessThing(core, request.caller, request.params.thing, "api");
		return reply.code(204).send();
	});

	app.get(
		"/api/apps/:appID/things/:thing",
		{ schema: { params: ThingParams }, config: { call: "Get a thing" } },
		async (request, reply) => {
			const thing = await accessThing(core, request.caller, request.params.thing, "api");
			reply.type(kiiMediaType("ThingRetrievalResponse"));
			return thingView(thing);
		},
	);
}
