import { appParameters } from "../app-parameters.ts";
import type { Core } from "../context.ts";
import { invalidInput, KiiError } from "../errors.ts";
import { newGeneratedPassword } from "../identifiers.ts";
import { checkPassword, hashPassword, passwordMatches } from "../password.ts";
import { type User, userDisabled } from "../user.ts";
import { changeUser } from "./change-user.ts";
import { newCode, sendCode } from "./sent-codes.ts";
import { type VerifiableField, verifiedAddress } from "./user-address.ts";
import { passwordHashOf, withPassword } from "./user-password.ts";

/**
 * Begins a password reset: a PIN code goes to a verified address. The real service sends a link instead, unless it is
 * asked for a PIN code.
 * @throws KiiError INVALID_STATUS for a user without such a verified address; USER_NOT_FOUND, USER_DISABLED;
 * OPERATION_NOT_ALLOWED for a user without a password
 */
export async function requestPasswordReset(
	core: Core,
	appID: string,
	userID: string,
	field: VerifiableField,
): Promise<void> {
	const { passwordResetTimeoutSeconds } = await appParameters(core, appID);
	const pinCode = newCode(core.idsOf(appID));
	const expiresAt = core.clockOf(appID).now() + passwordResetTimeoutSeconds * 1000;
	let address = "";
	await changeUser(core, appID, userID, (user) => {
		address = resettableAddress(appID, user, field);
		return { ...user, passwordReset: { pinCode, expiresAt } };
	});
	await sendCode(core, appID, userID, "passwordReset", { value: address, code: pinCode });
}

function resettableAddress(appID: string, user: User, field: VerifiableField): string {
	if (user.disabled) throw userDisabled(appID, user.userID);
	passwordHashOf(appID, user);
	const address = verifiedAddress(user, field);
	if (address === undefined) throw new KiiError("INVALID_STATUS", `The user has no verified ${field}`, { appID });
	return address;
}

/**
 * Ends a password reset: all tokens of the user end, too. Under the app parameter passwordResetMethod GENERATE_PASSWORD
 * the new password is made here and sent, whatever is asked for (JavaScript SDK, `completeResetPassword`).
 * @throws KiiError INVALID_VERIFICATION_CODE, PIN_CODE_EXPIRED, PASSWORD_TOO_SHORT, USER_NOT_FOUND, USER_DISABLED;
 * INVALID_INPUT_DATA, also for a password that is the old one; OPERATION_NOT_ALLOWED for a user without a password
 */
export async function completePasswordReset(
	core: Core,
	appID: string,
	userID: string,
	pinCode: string,
	newPassword: string | undefined,
): Promise<void> {
	if (pinCode === "") throw invalidInput({ pinCode: "is required" });
	const generate = (await appParameters(core, appID)).passwordResetMethod === "GENERATE_PASSWORD";
	const password: unknown = generate ? newGeneratedPassword(core.idsOf(appID)) : newPassword;
	if (password === undefined) throw invalidInput({ newPassword: "is required" });
	checkPassword(password, "newPassword");
	const passwordHash = hashPassword(core, appID, password);
	const user = await changeUser(core, appID, userID, (user) => {
		if (user.disabled) throw userDisabled(appID, userID);
		const current = passwordHashOf(appID, user);
		checkPinCode(core, appID, user, pinCode);
		if (passwordMatches(core, password, current)) throw invalidInput({ newPassword: "is the old password" });
		return withPassword(user, passwordHash);
	});
	if (!generate) return;
	const value = verifiedAddress(user, "phoneNumber") ?? verifiedAddress(user, "emailAddress") ?? userID;
	await sendCode(core, appID, userID, "newPassword", { value, code: password });
}

function checkPinCode(core: Core, appID: string, { userID, passwordReset }: User, pinCode: string): void {
	if (passwordReset === undefined || !core.secrets.equal(pinCode, passwordReset.pinCode)) {
		const context = { userID, appID, verificationCode: pinCode };
		throw new KiiError("INVALID_VERIFICATION_CODE", "The PIN code is not valid", context);
	}
	if (passwordReset.expiresAt <= core.clockOf(appID).now()) {
		throw new KiiError("PIN_CODE_EXPIRED", "The PIN code has expired: ask for another", { userID, appID });
	}
}
