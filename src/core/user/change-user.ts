import type { Core } from "../context.ts";
import { refuseTakenAddress, type User, userKey, userNotFound } from "../user.ts";
import { addressWrites } from "./user-address.ts";

/**
 * Changes a user and the index by which it is found in one step; `change` may run several times, and may throw.
 * @returns the user now stored
 * @throws KiiError USER_NOT_FOUND; USER_ALREADY_EXISTS for an address that another has
 */
export async function changeUser(
	core: Core,
	appID: string,
	userID: string,
	change: (user: User) => User,
): Promise<User> {
	const key = userKey(appID, userID);
	for (;;) {
		const entry = await core.store.get<User>(key);
		if (entry === undefined) throw userNotFound(appID, "userID", userID);
		const after = change(entry.value);
		if (after === entry.value) return after;
		const write = { key, value: after, expect: entry.version };
		if (await core.store.commit([write, ...addressWrites(appID, entry.value, after)])) return after;
		await refuseTakenAddress(core, appID, after);
	}
}

/** The user with all tokens void that were issued so far. */
export function withoutTokens(user: User): User {
	return { ...user, tokenGeneration: (user.tokenGeneration ?? 0) + 1 };
}
