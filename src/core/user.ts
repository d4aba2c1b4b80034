import { appParameters } from "./app-parameters.ts";
import type { Core } from "./context.ts";
import { invalidInput, KiiError } from "./errors.ts";
import { newInternalUserID, newUserID } from "./identifiers.ts";
import { hashPassword } from "./password.ts";
import { inserted, read, recordKey } from "./records.ts";
import { newCode, sendCode } from "./user/sent-codes.ts";
import {
	type Addressed,
	type AddressField,
	addressFields,
	addressIndex,
	addressOf,
	addressWrites,
	userAddresses,
	verifiableFields,
	verifiedAddress,
	withAddress,
} from "./user/user-address.ts";

export interface User extends Addressed {
	readonly internalUserID: number;
	/** Missing for a pseudo user. */
	readonly passwordHash?: string;
	readonly disabled: boolean;
	readonly createdAt: number;
	/** Counts up when all tokens of the user end; 0 if missing. A token of an earlier generation is void. */
	readonly tokenGeneration?: number;
	/** A password reset under way; `expiresAt` in Unix milliseconds. */
	readonly passwordReset?: { readonly pinCode: string; readonly expiresAt: number };
}

export function userKey(appID: string, userID: string): string {
	return recordKey(appID, "user", userID);
}

/**
 * Registers a user; without `password` a pseudo user. An address that the app wants verified gets its code.
 * @param profile checked, where it comes from a client (`checkedUserFields`)
 * @throws KiiError USER_ALREADY_EXISTS (with field and value), INVALID_INPUT_DATA for a password without any address by
 * which the user could log in
 */
export async function registerUser(
	core: Core,
	appID: string,
	profile: Readonly<Record<string, unknown>>,
	password: string | undefined,
): Promise<User> {
	const parameters = await appParameters(core, appID);
	let user: User = {
		userID: newUserID(core.idsOf(appID)),
		internalUserID: newInternalUserID(core.idsOf(appID)),
		// evidence S19: the country comes back in upper case
		profile: typeof profile.country === "string" ? { ...profile, country: profile.country.toUpperCase() } : profile,
		...(password === undefined ? {} : { passwordHash: hashPassword(core, appID, password) }),
		disabled: false,
		createdAt: core.clockOf(appID).now(),
	};
	for (const field of verifiableFields) {
		const { [field]: value, ...others } = user.profile;
		if (typeof value !== "string" || !parameters[`${field}VerificationRequired`]) continue;
		user = withAddress({ ...user, profile: others }, field, value, newCode(core.idsOf(appID)));
	}
	if (password !== undefined && addressFields.every((field) => verifiedAddress(user, field) === undefined)) {
		throw invalidInput({
			loginName: "a password needs a loginName, or an emailAddress or phoneNumber that the app does not verify",
		});
	}
	if (
		!(await core.store.commit([inserted(userKey(appID, user.userID), user), ...addressWrites(appID, undefined, user)]))
	) {
		await refuseTakenAddress(core, appID, user);
		// Whoever held the address is gone again: nothing stands in the way of a second try.
		return registerUser(core, appID, profile, password);
	}
	for (const field of verifiableFields) {
		const pending = user.pending?.[field];
		if (pending !== undefined) await sendCode(core, appID, user.userID, field, pending);
	}
	return user;
}

/** @throws KiiError USER_ALREADY_EXISTS when an address of `user` is another's */
export async function refuseTakenAddress(core: Core, appID: string, user: User): Promise<void> {
	for (const field of addressFields) {
		const value = verifiedAddress(user, field);
		if (value === undefined) continue;
		const holder = await read<string>(core, addressIndex(appID, field, value));
		if (holder === undefined || holder === user.userID) continue;
		throw new KiiError("USER_ALREADY_EXISTS", `User with ${field} ${value} already exists`, { field, value });
	}
}

/** By user ID. @throws KiiError USER_NOT_FOUND */
export async function getUser(core: Core, appID: string, userID: string): Promise<User> {
	const user = await read<User>(core, userKey(appID, userID));
	if (user === undefined) throw userNotFound(appID, "userID", userID);
	return user;
}

/**
 * By a path identifier: a user ID or `LOGIN_NAME:…`, `EMAIL:…`, `PHONE:+81…`, `PHONE:JP-…`, with its prefix in any case.
 * @throws KiiError USER_NOT_FOUND
 */
export async function findUser(core: Core, appID: string, identifier: string): Promise<User> {
	const address = parseAddress(identifier);
	if (address === undefined) return getUser(core, appID, identifier);
	const user = await holderOf(core, appID, address);
	if (user === undefined) throw userNotFound(appID, address.field, address.value);
	return user;
}

/** The user a log-in name means: login name, e-mail or phone number, with or without its prefix (Kii guide, "Sign in"). */
export async function findUserByLogin(core: Core, appID: string, username: string): Promise<User | undefined> {
	const address = parseAddress(username);
	if (address !== undefined) return holderOf(core, appID, address);
	for (const field of addressFields) {
		const user = await holderOf(core, appID, { field, value: username });
		if (user !== undefined) return user;
	}
	return undefined;
}

interface Address {
	readonly field: AddressField;
	readonly value: string;
}

function parseAddress(text: string): Address | undefined {
	const colon = text.indexOf(":");
	const prefix = text.slice(0, Math.max(colon, 0)).toUpperCase();
	const field = addressFields.find((each) => userAddresses[each] === prefix);
	return field === undefined ? undefined : { field, value: text.slice(colon + 1) };
}

async function holderOf(core: Core, appID: string, { field, value }: Address): Promise<User | undefined> {
	const userID = await read<string>(core, addressIndex(appID, field, value));
	return userID === undefined ? undefined : read<User>(core, userKey(appID, userID));
}

/** As GET of the user shows it to the user and the administrator (evidence S19). */
export function userView(user: User): Record<string, unknown> {
	const { userID, internalUserID, pending = {} } = user;
	const ids = { userID, internalUserID };
	const view: Record<string, unknown> = {
		...ids,
		...user.profile,
		// Again: a custom field of that name must not pass for it.
		...ids,
	};
	for (const field of verifiableFields) {
		const value = addressOf(user, field);
		// Where the app wants nothing verified, every address is (a live test of the Java client).
		if (value !== undefined) view[`${field}Verified`] = verifiedAddress(user, field) !== undefined;
		const waiting = pending[field]?.value;
		if (waiting !== undefined && waiting !== value) view[`_${field}Pending`] = waiting;
	}
	return { ...view, _disabled: user.disabled, _hasPassword: user.passwordHash !== undefined };
}

/** As it is shown to others (cloud-rest, 3.1). */
export function publicUserView(user: User): Record<string, unknown> {
	const { loginName, displayName } = user.profile;
	return {
		userID: user.userID,
		...(loginName === undefined ? {} : { loginName }),
		...(displayName === undefined ? {} : { displayName }),
	};
}

export function userNotFound(appID: string, field: string, value: string): KiiError {
	return new KiiError("USER_NOT_FOUND", `User with ${field} ${value} was not found`, { field, value, appID });
}

export function userDisabled(appID: string, userID: string): KiiError {
	return new KiiError("USER_DISABLED", `User ${userID} is disabled`, { userID, appID });
}
