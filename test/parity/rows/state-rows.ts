import { app, basic, bearer, kii, ofOwner, ofThing, type Request, type Row, type World } from "./row.ts";

function states(method: string, headers: (world: World) => Record<string, string>, body?: string) {
	return (world: World): Request => ({
		method,
		path: `${world.thing.target}/states`,
		headers: headers(world),
		...(body === undefined ? {} : { body }),
	});
}

export const stateRows: readonly Row[] = [
	{ name: "the state before the first one", request: states("GET", ofOwner), status: 200 },
	{ name: "the first state", request: states("PUT", ofThing, '{"power":true,"text":"ä%20\\u2028"}'), status: 201 },
	{ name: "the state after it", request: states("GET", ofOwner), status: 200 },
	{
		name: "a state by trait alias",
		request: states(
			"PUT",
			({ thing }) => bearer(thing.accessToken, kii("MultipleTraitState")),
			'{"lamp":{"power":true}}',
		),
		status: 204,
	},
	{ name: "the state by trait alias", request: states("GET", ofThing), status: 200 },
	{
		name: "a target in upper case, a trailing slash and a query",
		request: ({ thing, ownerToken }) => ({
			method: "GET",
			path: `${thing.target.replace("thing:", "THING:")}/states/?disable_cache=1`,
			headers: bearer(ownerToken),
		}),
		status: 200,
	},
	{ name: "an empty state", request: states("PUT", ofThing), status: 400, errorCode: "EMPTY_BODY" },
	{ name: "a state that is no JSON", request: states("PUT", ofThing, "{"), status: 400, errorCode: "INVALID_JSON" },
	{
		name: "a state that is no object",
		request: states("PUT", ofThing, "[1]"),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
	{
		name: "a state over 10 KB",
		request: states("PUT", ofThing, JSON.stringify({ text: "x".repeat(10_240) })),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
	{
		name: "a body over the limit",
		request: states("PUT", ofThing, JSON.stringify({ text: "x".repeat(131_072) })),
		status: 413,
		errorCode: "REQUEST_TOO_LARGE",
	},
	{ name: "a state without a token", request: states("GET", () => ({})), status: 401, errorCode: "UNAUTHORIZED" },
	{
		name: "a state with an anonymous token",
		request: states("GET", () => ({ Authorization: basic })),
		status: 401,
		errorCode: "UNAUTHORIZED",
	},
	{
		name: "a state with a token of nobody",
		request: states("GET", () => bearer("nonsense")),
		status: 403,
		errorCode: "WRONG_TOKEN",
	},
	{
		name: "a state with the token of somebody else",
		request: states("GET", ({ strangerToken }) => bearer(strangerToken)),
		status: 403,
		errorCode: "WRONG_TOKEN",
	},
	{
		name: "an unknown target",
		request: ({ ownerToken }) => ({
			method: "GET",
			path: `${app}/targets/thing:th.none/states`,
			headers: bearer(ownerToken),
		}),
		status: 404,
		errorCode: "TARGET_NOT_FOUND",
	},
	{
		name: "a verb that the path does not have",
		request: states("POST", ofThing, "{}"),
		status: 405,
		errorCode: "METHOD_NOT_ALLOWED",
	},
	{
		name: "a path that does not exist",
		request: ({ ownerToken }) => ({ method: "GET", path: `${app}/nothing`, headers: bearer(ownerToken) }),
		status: 404,
		errorCode: "NOT_FOUND",
	},
];
