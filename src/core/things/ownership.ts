import { appParameter } from "../app-parameters.ts";
import type { Core } from "../context.ts";
import { invalidInput, KiiError } from "../errors.ts";
import { getGroup, isMember } from "../group/group.ts";
import { passwordMatches } from "../password.ts";
import { type Caller, unauthorized } from "../principal.ts";
import { addOwner, removeOwner, type Thing } from "../thing.ts";
import { accessThing, mayManageThing, mayUseThing } from "../thing-access.ts";
import { parseTypedID, type TypedID, typedIDText } from "../typed-id.ts";
import { getUser } from "../user.ts";

/** `user:{userID}` or `group:{groupID}` of a path, with the prefix in any case. @throws KiiError INVALID_INPUT_DATA */
export function ownerOfPath(text: string): TypedID {
	const owner = parseTypedID(text);
	if (owner === undefined || owner.type === "thing") {
		throw invalidInput({ owner: "must be user:{userID} or group:{groupID}" });
	}
	return owner;
}

/**
 * Makes a user or group an owner of a thing: a user itself or a group it is a member of, the administrator anybody.
 * The app parameter `requirePasswordForThingOwnership` requires the thing's password, of everybody; without it what is
 * given for one is ignored (REST reference, "Ownership").
 * @throws KiiError UNAUTHORIZED, THING_NOT_FOUND, USER_NOT_FOUND, GROUP_NOT_FOUND, THING_OWNERSHIP_ALREADY_EXISTS
 */
export async function addOwnership(
	core: Core,
	caller: Caller,
	identifier: string,
	owner: TypedID,
	thingPassword?: string,
): Promise<void> {
	const { appID } = caller;
	const thing = await accessThing(core, caller, identifier, "api", () => true);
	await requireOwner(core, appID, owner);
	if (!(await mayActFor(core, caller, owner))) throw unauthorized(caller);
	if (
		(await passwordRequired(core, appID)) &&
		(thingPassword === undefined || !passwordMatches(core, thingPassword, thing.passwordHash))
	) {
		throw unauthorized(caller);
	}
	await own(core, appID, thing, owner);
}

/**
 * By an owner, of itself or another one; not by the thing (evidence S21).
 * @throws KiiError UNAUTHORIZED, THING_NOT_FOUND, THING_OWNERSHIP_NOT_FOUND
 */
export async function removeOwnership(core: Core, caller: Caller, identifier: string, owner: TypedID): Promise<void> {
	const thing = await accessThing(core, caller, identifier, "api", mayManageThing);
	if (!(await removeOwner(core, caller.appID, thing.thingID, owner))) throw ownershipNotFound(caller, thing, owner);
}

/**
 * Whether somebody is an owner: for those who may use the thing, and about itself for everybody, because the JavaScript
 * SDK wants a 404 where its user owns nothing.
 * @throws KiiError UNAUTHORIZED, THING_NOT_FOUND, THING_OWNERSHIP_NOT_FOUND
 */
export async function requireOwnership(core: Core, caller: Caller, identifier: string, owner: TypedID): Promise<void> {
	const thing = await accessThing(
		core,
		caller,
		identifier,
		"api",
		async (...call) => (await mayActFor(core, caller, owner)) || mayUseThing(...call),
	);
	if (!thing.owners.includes(typedIDText(owner))) throw ownershipNotFound(caller, thing, owner);
}

/** IDs of the owners (evidence S20). @throws KiiError UNAUTHORIZED, THING_NOT_FOUND */
export async function ownersOf(
	core: Core,
	caller: Caller,
	identifier: string,
): Promise<{ users: string[]; groups: string[] }> {
	const { owners } = await accessThing(core, caller, identifier, "api");
	const idsOf = (prefix: string) =>
		owners.filter((owner) => owner.startsWith(prefix)).map((owner) => owner.slice(prefix.length));
	return { users: idsOf("user:"), groups: idsOf("group:") };
}

/** @throws KiiError USER_NOT_FOUND, GROUP_NOT_FOUND */
export async function requireOwner(core: Core, appID: string, { type, id }: TypedID): Promise<void> {
	if (type === "group") await getGroup(core, appID, id);
	else await getUser(core, appID, id);
}

/** Whether a caller decides what a user or group owns: that user, a member of that group, the administrator. */
export async function mayActFor(core: Core, { appID, principal }: Caller, { type, id }: TypedID): Promise<boolean> {
	if (principal.kind !== "user") return principal.kind === "admin";
	return type === "group" ? isMember(core, appID, id, principal.userID) : type === "user" && id === principal.userID;
}

/** @throws KiiError THING_NOT_FOUND, THING_OWNERSHIP_ALREADY_EXISTS */
export async function own(core: Core, appID: string, thing: Thing, owner: TypedID): Promise<void> {
	if (!(await addOwner(core, appID, thing.thingID, owner))) throw ownershipAlreadyExists(appID, thing, owner);
}

export function ownershipAlreadyExists(appID: string, { thingID }: Thing, owner: TypedID): KiiError {
	const context = { appID, thingID, [`${owner.type}ID`]: owner.id };
	const text = typedIDText(owner);
	return new KiiError("THING_OWNERSHIP_ALREADY_EXISTS", `Thing ${thingID} has the owner ${text} already`, context);
}

function ownershipNotFound({ appID }: Caller, { thingID }: Thing, owner: TypedID): KiiError {
	const context = { appID, thingID, [`${owner.type}ID`]: owner.id };
	return new KiiError("THING_OWNERSHIP_NOT_FOUND", `Thing ${thingID} has no owner ${typedIDText(owner)}`, context);
}

/** The parameter may come as the JSON value or as its text. */
async function passwordRequired(core: Core, appID: string): Promise<boolean> {
	return String(await appParameter(core, appID, "requirePasswordForThingOwnership")) === "true";
}
