import type { Core } from "../context.ts";
import { onlyKnown } from "../only-admin.ts";
import { type Caller, unauthorized } from "../principal.ts";
import { findUser, getUser, type User } from "../user.ts";

/**
 * The user of a path `/users/{user}`: `me`, a user ID or an address.
 * @throws KiiError USER_NOT_FOUND; UNAUTHORIZED for `me` without a user's token (Kii guide, "Admin features")
 */
export async function namedUser(core: Core, caller: Caller, identifier: string): Promise<User> {
	const { appID, principal } = caller;
	if (identifier.toLowerCase() !== "me") return findUser(core, appID, identifier);
	if (principal.kind !== "user") throw unauthorized(caller);
	return getUser(core, appID, principal.userID);
}

/** The user of a path, for that user and the administrator. @throws KiiError UNAUTHORIZED, USER_NOT_FOUND */
export async function ownUser(core: Core, caller: Caller, identifier: string): Promise<User> {
	onlyKnown(caller);
	const user = await namedUser(core, caller, identifier);
	if (!maySeeAll(caller, user)) throw unauthorized(caller);
	return user;
}

/** Whether somebody is that user or the administrator. */
export function maySeeAll({ principal }: Caller, user: User): boolean {
	return principal.kind === "admin" || (principal.kind === "user" && principal.userID === user.userID);
}
