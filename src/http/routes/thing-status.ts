import { Type } from "typebox";
import { unauthorized } from "../../core/principal.ts";
import { accessThing } from "../../core/thing-access.ts";
import { setThingDisabled } from "../../core/things/thing-status.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";

const Params = Type.Object({ appID: Type.String(), thing: Type.String() });
const StatusUpdate = Type.Object({ disabled: Type.Boolean() });
const status = "/api/apps/:appID/things/:thing/status";

/** Whether a thing is disabled (cloud-rest, 3.3). */
export function thingStatusRoutes(app: Scope, { core }: HttpDeps): void {
	app.get(
		status,
		{ schema: { params: Params }, config: { call: "Get the status of a thing" } },
		async (request, reply) => {
			const { disabled } = await accessThing(core, request.caller, request.params.thing, "api");
			reply.type(kiiMediaType("ThingStatusRetrievalResponse"));
			return { disabled };
		},
	);

	app.put(
		status,
		{
			schema: { params: Params, body: StatusUpdate },
			config: {
				call: "Disable or enable a thing",
				inferred: "That a disabled thing is also disconnected from MQTT, and refused there, has no source.",
			},
		},
		async (request, reply) => {
			const { caller, body } = request;
			const { thingID } = await accessThing(core, caller, request.params.thing, "api");
			// Its owners and the administrator; a thing not even itself (evidence S21).
			if (caller.principal.kind === "thing") throw unauthorized(caller);
			await setThingDisabled(core, caller.appID, thingID, body.disabled);
			return reply.code(204).send();
		},
	);
}
