import type { Core } from "../context.ts";
import { invalidInput } from "../errors.ts";
import { otherRequests } from "../other-requests.ts";
import type { Caller } from "../principal.ts";
import { read } from "../records.ts";
import { getUser, userKey } from "../user.ts";
import { createGroup, type Group } from "./group.ts";
import { mayUseGroups } from "./group-access.ts";

export interface GroupRequest {
	/** Chosen by the client; made by the emulator if missing. */
	readonly groupID?: string | undefined;
	readonly name: string;
	/** User ID. */
	readonly owner?: string | undefined;
	/** User IDs. */
	readonly members?: readonly string[] | undefined;
}

/** Members looked up before other requests have their turn. */
const batch = 500;

/**
 * Makes a group. Without an owner it is the user who asks; the administrator's has none (REST reference, "Group").
 * @returns the group, and the IDs among `members` that are no user's
 * @throws KiiError UNAUTHORIZED, INVALID_INPUT_DATA, USER_NOT_FOUND for the owner, GROUP_ALREADY_EXISTS
 */
export async function requestGroup(
	core: Core,
	caller: Caller,
	request: GroupRequest,
): Promise<{ group: Group; notFoundUsers: string[] }> {
	const { appID, principal } = caller;
	mayUseGroups(caller);
	const { groupID, name, owner = principal.kind === "user" ? principal.userID : undefined } = request;
	if (groupID !== undefined && !/^[a-z0-9_\-.]{1,30}$/.test(groupID)) {
		throw invalidInput({ groupID: "must have 1 to 30 of the characters a-z, 0-9, '_', '-' and '.'" });
	}
	if (owner !== undefined) await getUser(core, appID, owner);
	const members: string[] = [];
	const notFoundUsers: string[] = [];
	const named = [...new Set(request.members ?? [])];
	for (const [index, userID] of named.entries()) {
		if (index % batch === batch - 1) await otherRequests();
		const found = (await read(core, userKey(appID, userID))) !== undefined;
		(found ? members : notFoundUsers).push(userID);
	}
	return { group: await createGroup(core, appID, { groupID, name, owner, members }), notFoundUsers };
}
