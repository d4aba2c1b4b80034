import type { Core } from "../context.ts";
import { forgetOwner } from "../forget-owner.ts";
import { groupIDsOf, removeMember } from "../group/group.ts";
import { otherRequests } from "../other-requests.ts";
import { type User, userKey, userNotFound } from "../user.ts";
import { addressWrites } from "./user-address.ts";

const batch = 100;

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
	for (const [index, groupID] of (await groupIDsOf(core, appID, userID)).entries()) {
		await removeMember(core, appID, groupID, userID);
		if (index % batch === batch - 1) await otherRequests();
	}
	await forgetOwner(core, appID, { type: "user", id: userID });
}
