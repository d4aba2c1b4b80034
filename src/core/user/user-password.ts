import type { Core } from "../context.ts";
import { invalidInput, KiiError } from "../errors.ts";
import { checkPassword, hashPassword, passwordMatches } from "../password.ts";
import type { Caller } from "../principal.ts";
import type { User } from "../user.ts";
import { changeUser, withoutTokens } from "./change-user.ts";
import { ownUser } from "./user-access.ts";

export interface PasswordChange {
	readonly oldPassword?: string | undefined;
	readonly newPassword?: string | undefined;
}

/**
 * Changes a password; all tokens of the user end (Kii guide, "Changing the user password"). The administrator need not
 * know the old one.
 * @throws KiiError WRONG_PASSWORD, PASSWORD_TOO_SHORT, INVALID_INPUT_DATA, UNAUTHORIZED, USER_NOT_FOUND;
 * OPERATION_NOT_ALLOWED for a user without a password
 */
export async function changePassword(
	core: Core,
	caller: Caller,
	identifier: string,
	{ oldPassword, newPassword }: PasswordChange,
): Promise<void> {
	const { appID } = caller;
	const { userID } = await ownUser(core, caller, identifier);
	checkPassword(newPassword, "newPassword");
	const trusted = caller.principal.kind === "admin";
	if (!trusted && oldPassword === undefined) throw invalidInput({ oldPassword: "is required" });
	const passwordHash = hashPassword(core, appID, newPassword);
	await changeUser(core, appID, userID, (user) => {
		const current = passwordHashOf(appID, user);
		if (!trusted && !passwordMatches(core, oldPassword ?? "", current)) {
			const context = { appID, userID, principalID: userID };
			throw new KiiError("WRONG_PASSWORD", "The provided password is wrong", context);
		}
		return withPassword(user, passwordHash);
	});
}

/** The user with a new password: earlier tokens and resets are void. */
export function withPassword(user: User, passwordHash: string): User {
	const { passwordReset: _done, ...others } = withoutTokens(user);
	return { ...others, passwordHash };
}

/** @throws KiiError OPERATION_NOT_ALLOWED for a pseudo user */
export function passwordHashOf(appID: string, { userID, passwordHash }: User): string {
	if (passwordHash !== undefined) return passwordHash;
	throw new KiiError("OPERATION_NOT_ALLOWED", "The user does not have a password", { userID, appID });
}
