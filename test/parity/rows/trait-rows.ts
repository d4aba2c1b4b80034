import { app, bearer, kii, ofAdmin, ofOwner, type Request, type Row, type World } from "./row.ts";

type Body = unknown | ((world: World) => unknown);

function request(
	method: string,
	path: string | ((world: World) => string),
	headers: (world: World) => Record<string, string>,
	body?: Body,
) {
	return (world: World): Request => ({
		method,
		path: typeof path === "string" ? `${app}${path}` : path(world),
		headers: headers(world),
		...(body === undefined ? {} : { body: JSON.stringify(typeof body === "function" ? body(world) : body) }),
	});
}

const asAdmin = (type: string) => (world: World) => bearer(world.adminToken, kii(type));
const asOwner = (type: string) => (world: World) => bearer(world.ownerToken, kii(type));
const trait = {
	actions: [{ turnPower: { payloadSchema: { type: "boolean" } } }],
	states: [
		{ power: { description: "on or off", payloadSchema: { type: "boolean" } } },
		{ "PM2.5": { payloadSchema: { type: "integer", minimum: 0, maximum: 999, unit: "ug/m3" } } },
	],
	dataGroupingInterval: "15_MINUTES",
};
const aliases = "/configuration/thing-types/Lamp/firmware-versions/1/aliases";
const lamp = (tail: string) => (world: World) => `${app}/targets/thing:${world.kept.get("lamp")}${tail}`;
const at = (generatedAt: number, power: boolean) => ({ generatedAt, payload: { lamp: { power } } });

export const traitRows: readonly Row[] = [
	{ name: "no traits yet", request: request("GET", "/traits", ofAdmin), status: 200 },
	{
		name: "a trait",
		request: request("POST", "/traits/LampTrait/versions", asAdmin("TraitCreationRequest"), trait),
		status: 201,
	},
	{
		name: "a trait of somebody who is not the administrator",
		request: request("POST", "/traits/LampTrait/versions", asOwner("TraitCreationRequest"), trait),
		status: 401,
		errorCode: "UNAUTHORIZED",
	},
	{
		name: "a trait with a schema that is none",
		request: request("POST", "/traits/LampTrait/versions", ofAdmin, {
			actions: [{ a: { payloadSchema: { type: "lamp" } } }],
		}),
		status: 400,
		errorCode: "INVALID_JSON_SCHEMA",
	},
	{
		name: "an alias, its version as a text",
		request: request("PUT", `${aliases}/lamp`, asAdmin("TraitAliasCreationRequest"), {
			trait: "LampTrait",
			traitVersion: "1",
		}),
		status: 204,
	},
	{
		name: "an alias of an unknown trait",
		request: request("PUT", `${aliases}/other`, ofAdmin, { trait: "none", traitVersion: 1 }),
		status: 404,
		errorCode: "TRAIT_NOT_FOUND",
	},
	{ name: "finalizing", request: request("PUT", "/traits/LampTrait/versions/1/finalize", ofAdmin), status: 204 },
	{
		name: "finalizing an unknown version",
		request: request("PUT", "/traits/LampTrait/versions/2/finalize", ofAdmin),
		status: 404,
		errorCode: "TRAIT_NOT_FOUND",
	},
	{ name: "all traits", request: request("GET", "/traits", ofAdmin), status: 200 },
	{ name: "a version of a trait", request: request("GET", "/traits/LampTrait/versions/1", ofAdmin), status: 200 },
	{ name: "all aliases, with a doubled slash", request: request("GET", `/${aliases}`, ofAdmin), status: 200 },
	{ name: "an alias, read", request: request("GET", `${aliases}/lamp`, ofAdmin), status: 200 },
	{
		name: "an unknown alias",
		request: request("GET", `${aliases}/none`, ofAdmin),
		status: 404,
		errorCode: "TRAIT_ALIAS_NOT_FOUND",
	},
	{
		name: "a lamp with traits",
		request: request("POST", "/onboardings", asOwner("OnboardingWithVendorThingIDByOwner"), ({ owner }: World) => ({
			vendorThingID: "lamp",
			thingPassword: "pw",
			owner: owner.issuer,
			thingType: "Lamp",
			firmwareVersion: "1",
		})),
		status: 200,
		keep: ({ kept }, { thingID }) => void kept.set("lamp", `${thingID}`),
	},
	{
		name: "the state of an alias before the first",
		request: request("GET", lamp("/states/aliases/lamp"), ofOwner),
		status: 404,
		errorCode: "STATE_NOT_FOUND",
	},
	{
		name: "the first state of an alias",
		request: request("PUT", lamp("/states/aliases/lamp"), asOwner("TraitState"), { power: true, "PM2.5": 3 }),
		status: 201,
	},
	{
		name: "a change of it",
		request: request("PATCH", lamp("/states/aliases/lamp"), asOwner("TraitStatePatch"), { power: false }),
		status: 204,
	},
	{
		name: "a change by all aliases",
		request: request("PATCH", lamp("/states"), asOwner("MultipleTraitStatePatch"), { lamp: { "PM2.5": 4 } }),
		status: 204,
	},
	{
		name: "the state of an alias",
		request: request("GET", lamp("/states/aliases/lamp"), ofOwner),
		status: 200,
	},
	{
		name: "a state that no trait has",
		request: request("PUT", lamp("/states"), asOwner("MultipleTraitState"), { lamp: { power: 1, x: 1 }, fan: {} }),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
	{
		name: "the state of an unknown alias",
		request: request("GET", lamp("/states/aliases/none"), ofOwner),
		status: 404,
		errorCode: "TRAIT_ALIAS_NOT_FOUND",
	},
	{
		name: "states gathered",
		request: request("POST", lamp("/states-bulk"), asOwner("StateBulkUploadRequest"), {
			states: [at(2_000_000_000_000, true), at(1000, false)],
		}),
		status: 204,
	},
	{
		name: "changes gathered",
		request: request("POST", lamp("/states-bulk"), asOwner("StatePatchBulkUploadRequest"), {
			states: [at(2_000_000_000_001, false)],
		}),
		status: 204,
	},
	{ name: "the state after them", request: request("GET", lamp("/states"), ofOwner), status: 200 },
	{
		name: "states gathered, none",
		request: request("POST", lamp("/states-bulk"), asOwner("StateBulkUploadRequest")),
		status: 400,
		errorCode: "EMPTY_BODY",
	},
	{
		name: "no change",
		request: request("PATCH", lamp("/states"), asOwner("MultipleTraitStatePatch")),
		status: 400,
		errorCode: "EMPTY_BODY",
	},
	{
		name: "a command that the trait has",
		request: request("POST", lamp("/commands"), asOwner("CommandCreationRequest"), ({ owner }: World) => ({
			issuer: owner.issuer,
			actions: [{ lamp: [{ turnPower: true }] }],
		})),
		status: 201,
	},
	{
		name: "a command with several faults",
		request: request("POST", lamp("/commands"), asOwner("CommandCreationRequest"), ({ owner }: World) => ({
			issuer: owner.issuer,
			actions: [{ lamp: [{ turnPower: 1 }, { fly: true }] }, { fan: [{ turnPower: true }] }],
		})),
		status: 400,
		errorCode: "COMMAND_TRAIT_VALIDATION",
	},
	{
		name: "a command without traits for a thing that has some",
		request: request("POST", lamp("/commands"), ofOwner, ({ owner }: World) => ({
			issuer: owner.issuer,
			schema: "lamp",
			schemaVersion: 1,
			actions: [{ turnPower: { power: true } }],
		})),
		status: 400,
		errorCode: "COMMAND_TRAIT_VALIDATION",
	},
];
