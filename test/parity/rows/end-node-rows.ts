import { app, bearer, json, kii, ofOwner, ofThing, type Request, type Row, type World } from "./row.ts";

// The thing that the rows before have made a gateway.
const endNodes = (tail: (world: World) => string) => (world: World) =>
	`${app}/things/${world.thing.thingID}/end-nodes${tail(world)}`;
const first = ({ kept }: World) => `/${kept.get("endNode")}`;

function request(
	method: string,
	path: (world: World) => string,
	headers: (world: World) => Record<string, string>,
	body?: (world: World) => object,
) {
	return (world: World): Request => ({
		method,
		path: path(world),
		headers: headers(world),
		...(body === undefined ? {} : { body: JSON.stringify(body(world)) }),
	});
}

const onboardings = () => `${app}/onboardings`;
const endNode = (vendorThingID: string) => ({
	endNodeVendorThingID: vendorThingID,
	endNodePassword: "pw",
	endNodeThingType: "sensor",
	endNodeFirmwareVersion: "2",
});
const byID = (token: (world: World) => string) => (world: World) =>
	bearer(token(world), kii("OnboardingEndNodeWithGatewayThingID"));
const ofGateway = ({ thing, owner }: World) => ({
	gatewayThingID: thing.thingID,
	owner: owner.issuer,
	...endNode("end-1"),
});

export const endNodeRows: readonly Row[] = [
	{
		name: "an end node onboards by the gateway's thingID",
		request: request(
			"POST",
			onboardings,
			byID(({ ownerToken }) => ownerToken),
			(world) => ({
				...ofGateway(world),
				endNodeThingProperties: { color: "red" },
				dataGroupingInterval: "1_MINUTE",
			}),
		),
		status: 200,
		keep: ({ kept }, { endNodeThingID }) => void kept.set("endNode", `${endNodeThingID}`),
	},
	{
		name: "an end node onboards by the gateway's vendorThingID",
		request: request(
			"POST",
			onboardings,
			({ ownerToken }) => bearer(ownerToken, kii("OnboardingEndNodeWithGatewayVendorThingID")),
			({ owner }) => ({
				gatewayVendorThingID: "v1",
				owner: owner.issuer,
				...endNode("end-2"),
				endNodeThingProperties: '{"color":"blue"}',
			}),
		),
		status: 200,
	},
	{
		name: "an end node with the token of the gateway",
		request: request(
			"POST",
			onboardings,
			byID(({ thing }) => thing.accessToken),
			ofGateway,
		),
		status: 403,
		errorCode: "WRONG_TOKEN",
	},
	{
		name: "an end node with a wrong password",
		request: request(
			"POST",
			onboardings,
			byID(({ ownerToken }) => ownerToken),
			(world) => ({ ...ofGateway(world), endNodePassword: "no" }),
		),
		status: 403,
		errorCode: "WRONG_PASSWORD",
	},
	{
		name: "an end node of an unknown gateway",
		request: request(
			"POST",
			onboardings,
			byID(({ ownerToken }) => ownerToken),
			(world) => ({ ...ofGateway(world), gatewayThingID: "th.none" }),
		),
		status: 404,
		errorCode: "THING_NOT_FOUND",
	},
	{
		name: "an end node without a gateway",
		request: request(
			"POST",
			onboardings,
			byID(({ ownerToken }) => ownerToken),
			() => endNode("end-3"),
		),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
	{
		name: "the end nodes",
		request: request(
			"GET",
			endNodes(() => ""),
			ofThing,
		),
		status: 200,
	},
	{
		name: "a page of end nodes",
		request: request(
			"GET",
			endNodes(() => "?bestEffortLimit=1"),
			ofOwner,
		),
		status: 200,
		keep: ({ kept }, { nextPaginationKey }) => void kept.set("page", `${nextPaginationKey}`),
	},
	{
		name: "the next page of end nodes",
		request: request(
			"GET",
			endNodes(({ kept }) => `?bestEffortLimit=1&paginationKey=${kept.get("page")}`),
			ofOwner,
		),
		status: 200,
	},
	{
		name: "an end node is online",
		request: request(
			"PUT",
			endNodes((world) => `${first(world)}/connection`),
			({ ownerToken }) => bearer(ownerToken, json),
			() => ({ online: true }),
		),
		status: 204,
	},
	{
		name: "the state of an end node from its gateway",
		request: request(
			"PUT",
			(world) => `${app}/targets/thing${first(world).replace("/", ":")}/states`,
			ofThing,
			() => ({ temperature: 20 }),
		),
		status: 201,
	},
	{ name: "unpairing", request: request("DELETE", endNodes(first), ofOwner), status: 204 },
	{
		name: "unpairing again",
		request: request("DELETE", endNodes(first), ofOwner),
		status: 404,
		errorCode: "THING_NOT_FOUND",
	},
	{
		name: "the state of what is no end node of it any more",
		request: request("GET", (world) => `${app}/targets/thing${first(world).replace("/", ":")}/states`, ofThing),
		status: 403,
		errorCode: "WRONG_TOKEN",
	},
];
