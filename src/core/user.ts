import type { Core } from "./context.ts";
import { invalidInput, KiiError } from "./errors.ts";
import { newInternalUserID, newUserID } from "./identifiers.ts";
import { hashPassword } from "./password.ts";
import type { Write } from "./ports.ts";
import { inserted, read, recordKey } from "./records.ts";

/** Profile keys by which a user can be found, with the path prefix of each (Kii guide, "Users"). */
export const userAddresses = { loginName: "LOGIN_NAME", emailAddress: "EMAIL", phoneNumber: "PHONE" } as const;
type AddressKey = keyof typeof userAddresses;
const addressKeys = Object.keys(userAddresses) as AddressKey[];

export interface User {
	readonly userID: string;
	readonly internalUserID: number;
	readonly profile: Readonly<Record<string, unknown>>;
	readonly passwordHash?: string;
	readonly disabled: boolean;
	readonly createdAt: number;
}

export function userKey(appID: string, userID: string): string {
	return recordKey(appID, "user", userID);
}

function addressIndex(appID: string, field: AddressKey, value: string): string {
	return recordKey(appID, `user-${field}`, field === "emailAddress" ? value.toLowerCase() : value);
}

/**
 * Registers a user; without `password` a pseudo user.
 * @throws KiiError USER_ALREADY_EXISTS (with field and value), INVALID_INPUT_DATA for a password without any address
 */
export async function registerUser(
	core: Core,
	appID: string,
	profile: Readonly<Record<string, unknown>>,
	password: string | undefined,
): Promise<User> {
	const addresses = addressKeys.flatMap((field) => {
		const value = profile[field];
		return typeof value === "string" ? [{ field, value }] : [];
	});
	if (password !== undefined && addresses.length === 0) {
		throw invalidInput({ loginName: "One of loginName, emailAddress or phoneNumber is required with a password" });
	}
	const user: User = {
		userID: newUserID(core.ids),
		internalUserID: newInternalUserID(core.ids),
		// evidence S19: the country comes back in upper case
		profile: typeof profile.country === "string" ? { ...profile, country: profile.country.toUpperCase() } : profile,
		...(password === undefined ? {} : { passwordHash: hashPassword(core, password) }),
		disabled: false,
		createdAt: core.clock.now(),
	};
	const writes: Write[] = [inserted(userKey(appID, user.userID), user)];
	for (const { field, value } of addresses) writes.push(inserted(addressIndex(appID, field, value), user.userID));
	if (await core.store.commit(writes)) return user;
	for (const { field, value } of addresses) {
		if ((await read(core, addressIndex(appID, field, value))) !== undefined) {
			throw new KiiError("USER_ALREADY_EXISTS", `User with ${field} ${value} already exists`, { field, value });
		}
	}
	// Whoever held the address is gone again: nothing stands in the way of a second try.
	return registerUser(core, appID, profile, password);
}

/** By user ID. @throws KiiError USER_NOT_FOUND */
export async function getUser(core: Core, appID: string, userID: string): Promise<User> {
	const user = await read<User>(core, userKey(appID, userID));
	if (user === undefined) throw userNotFound(appID, "userID", userID);
	return user;
}

/**
 * By a path identifier: a user ID or `LOGIN_NAME:…`, `EMAIL:…`, `PHONE:…`.
 * @throws KiiError USER_NOT_FOUND
 */
export async function findUser(core: Core, appID: string, identifier: string): Promise<User> {
	const colon = identifier.indexOf(":");
	if (colon < 0) return getUser(core, appID, identifier);
	const prefix = identifier.slice(0, colon).toUpperCase();
	const value = identifier.slice(colon + 1);
	const field = addressKeys.find((key) => userAddresses[key] === prefix);
	if (field === undefined) throw userNotFound(appID, "userID", identifier);
	const userID = await read<string>(core, addressIndex(appID, field, value));
	if (userID === undefined) throw userNotFound(appID, field, value);
	return getUser(core, appID, userID);
}

/** The user a log-in name means: login name, e-mail or phone number, with or without its prefix (Kii guide, "Sign in"). */
export async function findUserByLogin(core: Core, appID: string, username: string): Promise<User | undefined> {
	const prefixed = /^(LOGIN_NAME|EMAIL|PHONE):(.*)$/is.exec(username);
	const value = prefixed?.[2] ?? username;
	for (const field of addressKeys) {
		if (prefixed && userAddresses[field] !== prefixed[1]?.toUpperCase()) continue;
		const userID = await read<string>(core, addressIndex(appID, field, value));
		if (userID !== undefined) return read<User>(core, userKey(appID, userID));
	}
	return undefined;
}

/** As GET of the user shows it to the user and the administrator (evidence S19). */
export function userView(user: User): Record<string, unknown> {
	const { userID, internalUserID } = user;
	const ids = { userID, internalUserID };
	return {
		...ids,
		...user.profile,
		// Again: a custom field of that name must not pass for it.
		...ids,
		...("emailAddress" in user.profile ? { emailAddressVerified: false } : {}),
		...("phoneNumber" in user.profile ? { phoneNumberVerified: false } : {}),
		_disabled: user.disabled,
		_hasPassword: user.passwordHash !== undefined,
	};
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
