import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { type User, userDisabled } from "../user.ts";
import { changeUser } from "./change-user.ts";
import { newCode, sendCode } from "./sent-codes.ts";
import { addressOf, type PendingAddress, userAddresses, type VerifiableField } from "./user-address.ts";

/**
 * Makes an address count, for the code that was sent there (REST reference, "Verify").
 * @throws KiiError INVALID_VERIFICATION_CODE; INVALID_ACCOUNT_STATUS when it is verified already; USER_ADDRESS_NOT_FOUND,
 * USER_ALREADY_EXISTS when somebody else has verified it, USER_DISABLED
 */
export async function verifyAddress(
	core: Core,
	appID: string,
	userID: string,
	field: VerifiableField,
	verificationCode: string,
): Promise<void> {
	await changeUser(core, appID, userID, (user) => {
		const { value, code } = pendingOf(appID, user, field);
		if (!core.secrets.equal(verificationCode, code)) {
			const context = { userID, appID, verificationCode };
			throw new KiiError("INVALID_VERIFICATION_CODE", "The verification code is not valid", context);
		}
		const { [field]: _done, ...pending } = user.pending ?? {};
		return { ...user, pending, profile: { ...user.profile, [field]: value } };
	});
}

/** Sends the code again: the same (a live test of the Java client). Errors as {@link verifyAddress}. */
export async function resendVerification(core: Core, appID: string, user: User, field: VerifiableField): Promise<void> {
	await sendCode(core, appID, user.userID, field, pendingOf(appID, user, field));
}

/** Replaces the code by a new one, which is sent and returned. Errors as {@link verifyAddress}. */
export async function resetVerification(
	core: Core,
	appID: string,
	userID: string,
	field: VerifiableField,
): Promise<string> {
	const code = newCode(core.idsOf(appID));
	const user = await changeUser(core, appID, userID, (user) => {
		const { value } = pendingOf(appID, user, field);
		return { ...user, pending: { ...user.pending, [field]: { value, code } } };
	});
	const sent = pendingOf(appID, user, field);
	await sendCode(core, appID, userID, field, sent);
	return sent.code;
}

/** The address that waits, and its code. Errors as {@link verifyAddress}. */
export function pendingOf(appID: string, user: User, field: VerifiableField): PendingAddress {
	const { userID } = user;
	if (user.disabled) throw userDisabled(appID, userID);
	const pending = user.pending?.[field];
	if (pending !== undefined) return pending;
	if (addressOf(user, field) === undefined) throw withoutAddress(appID, user, field);
	throw new KiiError("INVALID_ACCOUNT_STATUS", `The ${field} of the user is verified already`, {
		userID,
		appID,
		accountType: userAddresses[field],
	});
}

export function withoutAddress(appID: string, { userID }: User, field: VerifiableField): KiiError {
	return new KiiError("USER_ADDRESS_NOT_FOUND", `The user has no ${field}`, { userID, appID });
}
