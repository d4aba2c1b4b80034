import type { Core } from "../context.ts";
import { invalidInput } from "../errors.ts";
import { isDeeper } from "../is-deeper.ts";
import { isObject } from "../is-object.ts";
import { type Caller, refused } from "../principal.ts";
import { addOwner, findThingByVendorID, getThing, type Thing, thingNotFound } from "../thing.ts";
import { owns } from "../thing-access.ts";
import { issueToken } from "../token.ts";
import { mustBeGateway, pair } from "./end-node.ts";
import { findOrRegister, ownerOf } from "./onboarding.ts";

/** Levels of objects and arrays in the properties. */
const maxNesting = 100;

/** The body keys of both onboardings of an end node (mqtt-and-thing-if, B1). */
export interface EndNodeOnboardingRequest {
	readonly gatewayThingID?: string | undefined;
	readonly gatewayVendorThingID?: string | undefined;
	readonly endNodeVendorThingID: string;
	readonly endNodePassword: string;
	/** `user:{userID}`, who owns the gateway and calls. */
	readonly owner: string;
	readonly endNodeThingType?: string | undefined;
	readonly endNodeFirmwareVersion?: string | undefined;
	/** An object, or the JSON text of one: the Go client sends that. */
	readonly endNodeThingProperties?: Readonly<Record<string, unknown>> | string | undefined;
	readonly dataGroupingInterval?: string | undefined;
}

/**
 * Makes a thing behind a gateway known and pairs the two. It takes the token of the gateway's owner, not the gateway's
 * own (evidence S29). The end node has no MQTT endpoint: its gateway receives for it.
 * @throws KiiError UNAUTHORIZED, WRONG_TOKEN, WRONG_PASSWORD (403), THING_NOT_FOUND, USER_NOT_FOUND, INVALID_INPUT_DATA
 */
export async function onboardEndNode(
	core: Core,
	caller: Caller,
	request: EndNodeOnboardingRequest,
): Promise<{ accessToken: string; endNodeThingID: string }> {
	const { appID } = caller;
	const owner = await ownerOf(core, caller, request.owner);
	const gateway = await gatewayOf(core, appID, request);
	if (!(await owns(core, appID, owner, gateway))) throw refused(caller);
	mustBeGateway(gateway, request.gatewayThingID === undefined ? "gatewayVendorThingID" : "gatewayThingID");
	const endNode = await findOrRegister(core, appID, {
		vendorThingID: request.endNodeVendorThingID,
		thingPassword: request.endNodePassword,
		thingType: request.endNodeThingType,
		firmwareVersion: request.endNodeFirmwareVersion,
		thingProperties: propertiesOf(request.endNodeThingProperties),
		dataGroupingInterval: request.dataGroupingInterval,
		layoutPosition: "ENDNODE",
	});
	await pair(core, appID, gateway, endNode.thingID);
	await addOwner(core, appID, endNode.thingID, owner);
	const { accessToken } = await issueToken(core, appID, { kind: "thing", thingID: endNode.thingID });
	return { accessToken, endNodeThingID: endNode.thingID };
}

async function gatewayOf(core: Core, appID: string, request: EndNodeOnboardingRequest): Promise<Thing> {
	if (request.gatewayThingID !== undefined) return getThing(core, appID, request.gatewayThingID);
	const vendorThingID = request.gatewayVendorThingID ?? "";
	const gateway = await findThingByVendorID(core, appID, vendorThingID);
	if (gateway === undefined) throw thingNotFound(appID, "vendorThingID", vendorThingID);
	return gateway;
}

function propertiesOf(
	given: EndNodeOnboardingRequest["endNodeThingProperties"],
): Readonly<Record<string, unknown>> | undefined {
	if (typeof given !== "string") return given;
	try {
		const properties: unknown = JSON.parse(given);
		if (isObject(properties) && !isDeeper(properties, maxNesting)) return properties;
	} catch {}
	throw invalidInput({ endNodeThingProperties: "must be an object, or the JSON text of one" });
}
