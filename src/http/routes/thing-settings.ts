import { Type } from "typebox";
import { changeVendorThingID, layoutPositions, vendorThingIDPattern } from "../../core/thing.ts";
import { accessThing } from "../../core/thing-access.ts";
import {
	getFirmwareVersionOf,
	getThingType,
	putFirmwareVersionOf,
	putLayoutPosition,
	putThingTypeOf,
} from "../../core/thing-if/thing-settings.ts";
import type { HttpDeps, Scope } from "../context.ts";

const Params = Type.Object({ appID: Type.String(), thing: Type.String() });
const VendorThingID = Type.Object({
	_vendorThingID: Type.String({ pattern: vendorThingIDPattern }),
	_password: Type.String({ minLength: 1, maxLength: 200 }),
});
const ThingType = Type.Object({ thingType: Type.String({ pattern: "^[A-Za-z0-9._-]{1,100}$" }) });
const FirmwareVersion = Type.Object({ firmwareVersion: Type.String({ minLength: 1, maxLength: 100 }) });
const LayoutPosition = Type.Object({
	layoutPosition: Type.Union(layoutPositions.map((position) => Type.Literal(position))),
});
const thing = "/thing-if/apps/:appID/things/:thing";
const vendorThingID = "/api/apps/:appID/things/:thing/vendor-thing-id";

/** What of a thing can be read and changed one by one (mqtt-and-thing-if, B6; evidence S28). */
export function thingSettingRoutes(app: Scope, { core }: HttpDeps): void {
	app.get(
		vendorThingID,
		{ schema: { params: Params }, config: { call: "Get the vendorThingID of a thing" } },
		async (request) => {
			const { vendorThingID } = await accessThing(core, request.caller, request.params.thing, "api");
			return { _vendorThingID: vendorThingID };
		},
	);

	app.put(
		vendorThingID,
		{
			schema: { params: Params, body: VendorThingID },
			config: { call: "Change vendorThingID and password of a thing", inferred: "The status 204 has no source." },
		},
		async (request, reply) => {
			const { caller, body } = request;
			const { thingID } = await accessThing(core, caller, request.params.thing, "api");
			await changeVendorThingID(core, caller.appID, thingID, body._vendorThingID, body._password);
			return reply.code(204).send();
		},
	);

	app.get(
		`${thing}/thing-type`,
		{ schema: { params: Params }, config: { call: "Get the thing type of a thing" } },
		async (request) => getThingType(core, request.caller, request.params.thing),
	);

	app.put(
		`${thing}/thing-type`,
		{
			schema: { params: Params, body: ThingType },
			config: {
				call: "Set the thing type of a thing",
				inferred: "The SDK guides name 409 among its errors, no source says when: any type is taken.",
			},
		},
		async (request, reply) => {
			await putThingTypeOf(core, request.caller, request.params.thing, request.body.thingType);
			return reply.code(204).send();
		},
	);

	app.get(
		`${thing}/firmware-version`,
		{
			schema: { params: Params },
			config: {
				call: "Get the firmware version of a thing",
				inferred: "The SDKs disagree on the errorCode for a thing without one.",
			},
		},
		async (request) => getFirmwareVersionOf(core, request.caller, request.params.thing),
	);

	app.put(
		`${thing}/firmware-version`,
		{ schema: { params: Params, body: FirmwareVersion }, config: { call: "Set the firmware version of a thing" } },
		async (request, reply) => {
			await putFirmwareVersionOf(core, request.caller, request.params.thing, request.body.firmwareVersion);
			return reply.code(204).send();
		},
	);

	app.put(
		`${thing}/layout-position`,
		{
			schema: { params: Params, body: LayoutPosition },
			config: {
				call: "Set the layout position of a thing",
				inferred: "No source says what becomes of the end nodes of a gateway that is none any more: they stay paired.",
			},
		},
		async (request, reply) => {
			await putLayoutPosition(core, request.caller, request.params.thing, request.body.layoutPosition);
			return reply.code(204).send();
		},
	);
}
