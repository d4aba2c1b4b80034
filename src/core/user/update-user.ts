import { appParameters } from "../app-parameters.ts";
import type { Core } from "../context.ts";
import { invalidInput, KiiError } from "../errors.ts";
import { checkPassword, hashPassword } from "../password.ts";
import { getUser, type User } from "../user.ts";
import { changeUser } from "./change-user.ts";
import { newCode, sendCode } from "./sent-codes.ts";
import {
	type AddressField,
	addressFields,
	type PendingAddress,
	verifiableFields,
	verifiedAddress,
	withAddress,
} from "./user-address.ts";
import { checkedUserFields } from "./user-fields.ts";

/**
 * Changes fields of a user (Kii guide, "Modifying custom fields"): predefined ones that are not given stay, custom ones
 * that are not given go. A password turns a pseudo user into a normal one.
 * @returns when that was, in Unix milliseconds
 * @throws KiiError INVALID_INPUT_DATA, PASSWORD_TOO_SHORT, USER_ALREADY_EXISTS, USER_NOT_FOUND; OPERATION_NOT_ALLOWED for a
 * password of a user who has one
 */
export async function updateUser(
	core: Core,
	appID: string,
	userID: string,
	body: Readonly<Record<string, unknown>>,
): Promise<number> {
	const { country } = (await getUser(core, appID, userID)).profile;
	const { addresses, predefined, custom } = checkedUserFields(body, typeof country === "string" ? country : undefined);
	const password = body.password ?? undefined;
	if (password !== undefined) checkPassword(password, "password");
	const passwordHash = password === undefined ? undefined : hashPassword(core, appID, password);
	await changeAddresses(core, appID, userID, addresses, (user) => {
		if (passwordHash !== undefined && user.passwordHash !== undefined) {
			throw new KiiError("OPERATION_NOT_ALLOWED", "The user has a password: change it at /password", { userID, appID });
		}
		const kept = ["loginName", "emailAddress", "phoneNumber", "displayName", "country", "locale"].flatMap((name) =>
			name in user.profile ? [[name, user.profile[name]] as const] : [],
		);
		return {
			...user,
			profile: { ...custom, ...Object.fromEntries(kept), ...predefined },
			...(passwordHash === undefined ? {} : { passwordHash }),
		};
	});
	return core.clockOf(appID).now();
}

/**
 * Gives a user addresses; those that the app wants verified wait for their code, which is sent.
 * @param change what else changes of the user, before
 * @throws KiiError USER_ALREADY_EXISTS, USER_NOT_FOUND; INVALID_INPUT_DATA for a password without an address to log in by
 */
export async function changeAddresses(
	core: Core,
	appID: string,
	userID: string,
	addresses: Readonly<Partial<Record<AddressField, string>>>,
	change: (user: User) => User = (user) => user,
	verified = false,
): Promise<void> {
	const parameters = await appParameters(core, appID);
	let before: User["pending"];
	const after = await changeUser(core, appID, userID, (user) => {
		before = user.pending;
		let changed = change(user);
		for (const field of addressFields) {
			const value = addresses[field];
			if (value === undefined) continue;
			const waits = field !== "loginName" && !verified && parameters[`${field}VerificationRequired`];
			// Asked for again, it keeps waiting for the same code.
			if (waits && changed.pending?.[field]?.value === value) continue;
			changed = withAddress(changed, field, value, waits ? newCode(core.idsOf(appID)) : undefined);
		}
		if (
			changed.passwordHash !== user.passwordHash &&
			addressFields.every((field) => verifiedAddress(changed, field) === undefined)
		) {
			throw invalidInput({ loginName: "a password needs a loginName, or another address that need not be verified" });
		}
		return changed;
	});
	for (const field of verifiableFields) {
		const pending: PendingAddress | undefined = after.pending?.[field];
		if (pending !== undefined && pending.code !== before?.[field]?.code) {
			await sendCode(core, appID, userID, field, pending);
		}
	}
}
