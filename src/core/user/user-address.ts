import type { Write } from "../ports.ts";
import { inserted, recordKey } from "../records.ts";
import { internationalPhoneNumber } from "./phone-number.ts";

/** Profile keys by which a user can be found, with the path prefix of each (Kii guide, "Users"). */
export const userAddresses = { loginName: "LOGIN_NAME", emailAddress: "EMAIL", phoneNumber: "PHONE" } as const;
export type AddressField = keyof typeof userAddresses;
export const addressFields: readonly AddressField[] = ["loginName", "emailAddress", "phoneNumber"];

/** The addresses that an app may want to be verified. */
export type VerifiableField = Exclude<AddressField, "loginName">;
export const verifiableFields: readonly VerifiableField[] = ["emailAddress", "phoneNumber"];

/** An address that counts once its code has come back. */
export interface PendingAddress {
	readonly value: string;
	readonly code: string;
}

/** The part of a user that holds its addresses. */
export interface Addressed {
	readonly userID: string;
	/** The fields that the user or the administrator sets, addresses among them. */
	readonly profile: Readonly<Record<string, unknown>>;
	readonly pending?: Readonly<Partial<Record<VerifiableField, PendingAddress>>>;
}

export function addressIndex(appID: string, field: AddressField, value: string): string {
	return recordKey(appID, `user-${field}`, comparable(field, value));
}

function comparable(field: AddressField, value: string): string {
	if (field === "emailAddress") return value.toLowerCase();
	return field === "phoneNumber" ? (internationalPhoneNumber(value) ?? value) : value;
}

export function addressOf(user: Addressed, field: AddressField): string | undefined {
	const value = user.profile[field];
	return typeof value === "string" ? value : undefined;
}

/** An address by which the user can be found and log in: one that waits for its code is none. */
export function verifiedAddress(user: Addressed, field: AddressField): string | undefined {
	const value = addressOf(user, field);
	return field !== "loginName" && user.pending?.[field]?.value === value ? undefined : value;
}

/** `user` with a new address; with `code` it waits for that code, and an earlier verified one stays until then. */
export function withAddress<User extends Addressed>(
	user: User,
	field: AddressField,
	value: string,
	code: string | undefined,
): User {
	if (field === "loginName") return { ...user, profile: { ...user.profile, loginName: value } };
	const { [field]: _before, ...pending } = user.pending ?? {};
	const current = verifiedAddress(user, field);
	const same = current !== undefined && comparable(field, current) === comparable(field, value);
	if (code === undefined || same) return { ...user, pending, profile: { ...user.profile, [field]: value } };
	return {
		...user,
		pending: { ...pending, [field]: { value, code } },
		profile: current === undefined ? { ...user.profile, [field]: value } : user.profile,
	};
}

/** What a change of a user does to the index by which users are found; each entry belongs to one user. */
export function addressWrites(appID: string, before: Addressed | undefined, after: Addressed | undefined): Write[] {
	return addressFields.flatMap((field) => {
		const [old, now] = [before, after].map((user) => {
			const value = user && verifiedAddress(user, field);
			return value === undefined ? undefined : addressIndex(appID, field, value);
		});
		if (old === now) return [];
		return [
			...(old === undefined ? [] : [{ key: old, value: undefined }]),
			...(now === undefined ? [] : [inserted(now, after?.userID)]),
		];
	});
}
