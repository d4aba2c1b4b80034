import type { Core } from "../context.ts";
import { forgetOwner } from "../forget-owner.ts";
import { leaveAllGroups } from "../group/group.ts";
import { type User, userKey, userNotFound } from "../user.ts";
import { addressWrites } from "./user-address.ts";

/**
 * Deletes a user with all that belongs to it. Groups stay, even those it owns (Kii guide, "Deleting a user"), without it
 * as a member.
 * @throws KiiError USER_NOT_FOUND
 */
export async function deleteUser(core: Core, appID: string, userID: string): Promise<void> {
	const key = userKey(appID, userID);
	for (;;) {
		const entry = await core.store.get<User>(key);
		if (entry === undefined) throw userNotFound(appID, "userID", userID);
		const write = { key, value: undefined, expect: entry.version };
		// The user goes first: from here on its tokens are void and its addresses free.
		if (await core.store.commit([write, ...addressWrites(appID, entry.value, undefined)])) break;
	}
	await leaveAllGroups(core, appID, userID);
	await forgetOwner(core, appID, { type: "user", id: userID });
}
