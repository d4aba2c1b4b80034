import type { Core } from "../context.ts";
import { type Caller, unauthorized } from "../principal.ts";
import { type Group, getGroup } from "./group.ts";

/**
 * Groups are for users and the administrator (Kii guide, "Group Access Control": neither anonymous access nor things).
 * @throws KiiError UNAUTHORIZED
 */
export function mayUseGroups(caller: Caller): void {
	const { kind } = caller.principal;
	if (kind !== "user" && kind !== "admin") throw unauthorized(caller);
}

/** A group for a caller that may see it: every user. @throws KiiError UNAUTHORIZED, GROUP_NOT_FOUND */
export async function accessGroup(core: Core, caller: Caller, groupID: string): Promise<Group> {
	mayUseGroups(caller);
	return getGroup(core, caller.appID, groupID);
}

/**
 * A group for a caller that may change it: its owner and the administrator, or the user `self`.
 * @throws KiiError UNAUTHORIZED, GROUP_NOT_FOUND
 */
export async function manageGroup(core: Core, caller: Caller, groupID: string, self?: string): Promise<Group> {
	const group = await accessGroup(core, caller, groupID);
	const { principal } = caller;
	const own = principal.kind === "user" && (principal.userID === group.owner || principal.userID === self);
	if (!own && principal.kind !== "admin") throw unauthorized(caller);
	return group;
}
