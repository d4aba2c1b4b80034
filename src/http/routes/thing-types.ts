import { Type } from "typebox";
import {
	getFirmwareVersion,
	listFirmwareVersions,
	listThingTypes,
	putFirmwareVersion,
	putThingType,
} from "../../core/thing-if/thing-type.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";

const Configuration = Type.Optional(Type.Record(Type.String(), Type.Unknown()));
const name = Type.String({ pattern: "^[A-Za-z0-9._-]{1,100}$" });
const TypeParams = Type.Object({ appID: Type.String(), thingType: name });
const FirmwareParams = Type.Object({
	appID: Type.String(),
	thingType: Type.String(),
	firmwareVersion: Type.String({ minLength: 1, maxLength: 100 }),
});
const path = "/api/apps/:appID/configuration/thing-types";
const firmwareVersions = `${path}/:thingType/firmware-versions`;

/** `/configuration/thing-types`, by the administrator (mqtt-and-thing-if, B7). */
export function thingTypeRoutes(app: Scope, { core }: HttpDeps): void {
	app.put(
		`${path}/:thingType`,
		{
			schema: { params: TypeParams, body: Configuration },
			config: { call: "Configure a thing type", inferred: "What the flow settings allow is not enforced." },
		},
		async (request) => putThingType(core, request.caller, request.params.thingType, request.body ?? {}),
	);

	app.get(path, { config: { call: "List the thing types" } }, async (request, reply) => {
		reply.type(kiiMediaType("ThingTypesRetrievalResponse"));
		return listThingTypes(core, request.caller);
	});

	app.put(
		`${firmwareVersions}/:firmwareVersion`,
		{
			schema: { params: FirmwareParams },
			config: { call: "Configure a firmware version of a thing type", inferred: "The status 204 has no source." },
		},
		async (request, reply) => {
			const { thingType, firmwareVersion } = request.params;
			await putFirmwareVersion(core, request.caller, thingType, firmwareVersion);
			return reply.code(204).send();
		},
	);

	app.get(
		firmwareVersions,
		{ schema: { params: TypeParams }, config: { call: "List the firmware versions of a thing type" } },
		async (request) => ({ results: await listFirmwareVersions(core, request.caller, request.params.thingType) }),
	);

	app.get(
		`${firmwareVersions}/:firmwareVersion`,
		{
			schema: { params: FirmwareParams },
			config: { call: "Get a firmware version of a thing type", inferred: "The keys of the reply have no source." },
		},
		async (request) =>
			getFirmwareVersion(core, request.caller, request.params.thingType, request.params.firmwareVersion),
	);
}
