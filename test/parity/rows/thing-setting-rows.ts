import { app, bearer, kii, ofOwner, ofThing, type Request, type Row, type World } from "./row.ts";

function setting(method: string, name: string, headers: (world: World) => Record<string, string>, body?: object) {
	return (world: World): Request => ({
		method,
		path: `${app}/things/${world.thing.thingID}/${name}`,
		headers: headers(world),
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
}

const asOwner =
	(type: string) =>
	({ ownerToken }: World) =>
		bearer(ownerToken, kii(type));

export const thingSettingRows: readonly Row[] = [
	{
		name: "the thing type of a thing without one",
		request: setting("GET", "thing-type", ofOwner),
		status: 404,
		errorCode: "THING_WITHOUT_THING_TYPE",
	},
	{
		name: "the firmware version of a thing without type",
		request: setting("GET", "firmware-version", ofThing),
		status: 404,
		errorCode: "THING_WITHOUT_THING_TYPE",
	},
	{
		name: "setting the thing type",
		request: setting("PUT", "thing-type", asOwner("ThingTypeUpdateRequest"), { thingType: "any" }),
		status: 204,
	},
	{ name: "the thing type", request: setting("GET", "thing-type", ofThing), status: 200 },
	{
		name: "the firmware version of a thing with a type only",
		request: setting("GET", "firmware-version", ofOwner),
		status: 404,
		errorCode: "THING_WITHOUT_FIRMWARE_VERSION",
	},
	{
		name: "setting the firmware version",
		request: setting("PUT", "firmware-version", asOwner("ThingFirmwareVersionUpdateRequest"), {
			firmwareVersion: "0.0.3",
		}),
		status: 204,
	},
	{ name: "the firmware version", request: setting("GET", "firmware-version", ofThing), status: 200 },
	{
		name: "a thing that makes itself a gateway",
		request: setting("PUT", "layout-position", ofThing, { layoutPosition: "GATEWAY" }),
		status: 403,
		errorCode: "WRONG_TOKEN",
	},
	{
		name: "setting the layout position",
		request: setting("PUT", "layout-position", ofOwner, { layoutPosition: "GATEWAY" }),
		status: 204,
	},
	{
		name: "a layout position that is none",
		request: setting("PUT", "layout-position", ofOwner, { layoutPosition: "TOP" }),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
	{
		name: "the thing type of an unknown thing",
		request: ({ ownerToken }) => ({
			method: "GET",
			path: `${app}/things/th.none/thing-type`,
			headers: bearer(ownerToken),
		}),
		status: 404,
		errorCode: "THING_NOT_FOUND",
	},
];
