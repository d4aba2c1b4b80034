import type { Core, EndpointAddress } from "../context.ts";
import { invalidInput, KiiError } from "../errors.ts";
import { getGroup, isMember } from "../group/group.ts";
import { install, mqttInstallationOf } from "../installation.ts";
import { endpointView, type MqttEndpoint, mqttEndpointOf, secondsLeft } from "../mqtt-endpoint.ts";
import { passwordMatches } from "../password.ts";
import { type Caller, refused } from "../principal.ts";
import { addOwner, findThingByVendorID, getThing, registerThing, type Thing } from "../thing.ts";
import { issueToken } from "../token.ts";
import { parseTypedID, type TypedID } from "../typed-id.ts";
import { getUser } from "../user.ts";

/** The body keys of all four onboardings of a thing (mqtt-and-thing-if, B1). */
export interface OnboardingRequest {
	readonly vendorThingID?: string | undefined;
	readonly thingID?: string | undefined;
	readonly thingPassword: string;
	/** `user:{userID}`; of the ByOwner forms. */
	readonly owner?: string | undefined;
	readonly thingType?: string | undefined;
	readonly firmwareVersion?: string | undefined;
	readonly layoutPosition?: string | undefined;
	readonly thingProperties?: Readonly<Record<string, unknown>> | undefined;
	readonly dataGroupingInterval?: string | undefined;
}

/** `ttl` in seconds. */
export interface OnboardingReply {
	readonly accessToken: string;
	readonly thingID: string;
	readonly mqttEndpoint: ReturnType<typeof endpointView> & { readonly ttl: number };
}

/**
 * Makes a thing known, or knows it again, and hands out its token and MQTT endpoint. A vendorThingID that is new is
 * registered with the password given; afterwards type, firmware and properties are left as they are (evidence S30).
 * @throws KiiError UNAUTHORIZED, WRONG_TOKEN, WRONG_PASSWORD (403), THING_DISABLED, THING_NOT_FOUND, USER_NOT_FOUND,
 * INVALID_INPUT_DATA
 */
export async function onboard(core: Core, caller: Caller, request: OnboardingRequest): Promise<OnboardingReply> {
	const { appID } = caller;
	if (caller.principal.kind === "none") throw refused(caller);
	const owner = request.owner === undefined ? undefined : await ownerOf(core, caller, request.owner);
	const known = await findKnown(core, appID, request);
	if (caller.principal.kind === "thing" && caller.principal.thingID !== known?.thingID) throw refused(caller);
	const thing = await findOrRegister(core, appID, request, known);
	// It would be a log-in (REST reference, "Status").
	if (thing.disabled) throw new KiiError("THING_DISABLED", `Thing ${thing.thingID} is disabled`);
	if (owner !== undefined) await addOwner(core, appID, thing.thingID, owner);
	const endpoint = await endpointOf(core, appID, thing);
	const { accessToken } = await issueToken(core, appID, { kind: "thing", thingID: thing.thingID });
	const address = core.settings.endpointAddress(caller.reachedHost);
	return { accessToken, thingID: thing.thingID, mqttEndpoint: withTtl(core, endpoint, address) };
}

/** The thing of an onboarding: registered with the password given, or known by it. @throws KiiError WRONG_PASSWORD (403) */
export async function findOrRegister(
	core: Core,
	appID: string,
	request: OnboardingRequest,
	known?: Thing,
): Promise<Thing> {
	const thing = known ?? (await findKnown(core, appID, request));
	if (thing === undefined) return register(core, appID, request);
	if (!passwordMatches(core, request.thingPassword, thing.passwordHash)) throw wrongPassword(thing, appID);
	return thing;
}

async function findKnown(core: Core, appID: string, request: OnboardingRequest): Promise<Thing | undefined> {
	if (request.thingID !== undefined) return getThing(core, appID, request.thingID);
	return findThingByVendorID(core, appID, request.vendorThingID ?? "");
}

async function register(core: Core, appID: string, request: OnboardingRequest): Promise<Thing> {
	const { vendorThingID = "", thingPassword, thingType, firmwareVersion, thingProperties } = request;
	const fields = {
		...thingProperties,
		...(thingType === undefined ? {} : { _thingType: thingType }),
		...(firmwareVersion === undefined ? {} : { _firmwareVersion: firmwareVersion }),
	};
	try {
		const { layoutPosition, dataGroupingInterval } = request;
		return await registerThing(core, appID, {
			vendorThingID,
			password: thingPassword,
			fields,
			layoutPosition,
			dataGroupingInterval,
		});
	} catch (error) {
		// Two onboardings of one new thing at once: the second finds what the first has made.
		const thing = error instanceof KiiError ? await findThingByVendorID(core, appID, vendorThingID) : undefined;
		if (thing === undefined) throw error;
		if (!passwordMatches(core, thingPassword, thing.passwordHash)) throw wrongPassword(thing, appID);
		return thing;
	}
}

/** A user onboards for itself only; the administrator for anybody. */
export async function ownerOf(core: Core, caller: Caller, text: string): Promise<TypedID> {
	const owner = parseTypedID(text);
	if (owner === undefined || owner.type === "thing") {
		throw invalidInput({ owner: "must be user:{userID} or group:{groupID}" });
	}
	const { principal } = caller;
	if (principal.kind !== "admin" && principal.kind !== "user") throw refused(caller);
	if (owner.type === "group") {
		await getGroup(core, caller.appID, owner.id);
		if (principal.kind === "user" && !(await isMember(core, caller.appID, owner.id, principal.userID))) {
			throw refused(caller);
		}
		return owner;
	}
	if (principal.kind === "user" && principal.userID !== owner.id) throw refused(caller);
	await getUser(core, caller.appID, owner.id);
	return owner;
}

async function endpointOf(core: Core, appID: string, thing: Thing): Promise<MqttEndpoint> {
	const owner: TypedID = { type: "thing", id: thing.thingID };
	const installation =
		// As it is: it may have been made for the development environment.
		(await mqttInstallationOf(core, appID, owner)) ??
		(await install(core, appID, owner, { deviceType: "MQTT", development: false }));
	return mqttEndpointOf(core, appID, installation.installationID);
}

function withTtl(core: Core, endpoint: MqttEndpoint, address: EndpointAddress): OnboardingReply["mqttEndpoint"] {
	return { ...endpointView(endpoint, address), ttl: secondsLeft(core, endpoint) };
}

// The SDK guides name 403 for onboarding (mqtt-and-thing-if, D); the code is the core API's.
function wrongPassword(thing: Thing, appID: string): KiiError {
	const context = { thingID: thing.thingID, appID };
	return new KiiError("WRONG_PASSWORD", "The provided thing password is wrong", context, 403);
}
