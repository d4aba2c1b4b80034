import type { Core } from "./context.ts";
import { isMember } from "./group/group.ts";
import { onlyKnown } from "./only-admin.ts";
import { type Caller, refused, unauthorized } from "./principal.ts";
import { findThing, type Thing } from "./thing.ts";
import { type TypedID, typedIDText } from "./typed-id.ts";

/** Decides whether a call may be made; at once where nothing needs to be looked up. */
export type Permission = (core: Core, caller: Caller, thing: Thing) => boolean | Promise<boolean>;

/** Whether somebody owns a thing, alone or as a member of a group (REST reference, "Ownership"), or is the administrator. */
export const mayManageThing: Permission = (core, { appID, principal }, thing) => {
	if (principal.kind !== "user") return principal.kind === "admin";
	return owns(core, appID, { type: "user", id: principal.userID }, thing);
};

/** Whether somebody owns a thing, is the thing, is the gateway of that end node, or is the administrator. */
export const mayUseThing: Permission = (core, caller, thing) => {
	const { principal } = caller;
	if (principal.kind !== "thing") return mayManageThing(core, caller, thing);
	return principal.thingID === thing.thingID || principal.thingID === thing.gateway?.thingID;
};

/** Whether a thing belongs to a user or group; to a user also as a member of a group. */
export function owns(core: Core, appID: string, owner: TypedID, { owners }: Thing): boolean | Promise<boolean> {
	if (owners.includes(typedIDText(owner))) return true;
	if (owner.type !== "user") return false;
	const groups = owners.filter((other) => other.startsWith("group:"));
	return groups.length > 0 && isMemberOfAny(core, appID, groups, owner.id);
}

async function isMemberOfAny(core: Core, appID: string, groups: readonly string[], userID: string): Promise<boolean> {
	for (const group of groups) if (await isMember(core, appID, group.slice("group:".length), userID)) return true;
	return false;
}

/**
 * The thing of a path `/things/{thing}`, for those whom `allowed` lets pass.
 * @param api which of the APIs the call is of: `/api` refuses with 401 UNAUTHORIZED, Thing-IF with 403 WRONG_TOKEN
 * @throws KiiError UNAUTHORIZED, WRONG_TOKEN, THING_NOT_FOUND
 */
export async function accessThing(
	core: Core,
	caller: Caller,
	identifier: string,
	api: "api" | "thing-if",
	allowed: Permission = mayUseThing,
): Promise<Thing> {
	// Nobody without a token learns which things exist.
	onlyKnown(caller);
	const thing = await findThing(core, caller.appID, identifier);
	if (!(await allowed(core, caller, thing))) throw api === "api" ? unauthorized(caller) : refused(caller);
	return thing;
}
