import { invalidInput } from "../errors.ts";
import { internationalPhoneNumber } from "./phone-number.ts";
import { type AddressField, addressFields } from "./user-address.ts";

/** What a client gives of a user besides the password. */
export interface UserFields {
	readonly addresses: Readonly<Partial<Record<AddressField, string>>>;
	/** `displayName`, `country`, `locale`. */
	readonly predefined: Readonly<Record<string, string>>;
	readonly custom: Readonly<Record<string, unknown>>;
}

/** Bytes of all custom fields together (cloud-rest, section 9). */
const maxCustomBytes = 63 * 1024;

// A client that sends back what it has read sends these, too; only the emulator sets them.
const readOnly: readonly string[] = [
	"userID",
	"internalUserID",
	"emailAddressVerified",
	"phoneNumberVerified",
	"password",
];

interface Rule {
	readonly pattern: RegExp;
	readonly fault: string;
}

const predefinedFields: ReadonlyMap<string, Rule> = new Map([
	["displayName", { pattern: /^.{1,50}$/su, fault: "must have between 1 and 50 characters" }],
	["country", { pattern: /^[A-Za-z]{2}$/, fault: "must be a two-letter country code" }],
	["locale", { pattern: /^.{0,100}$/su, fault: "must have at most 100 characters" }],
]);

const addressPatterns: Readonly<Record<AddressField, Rule>> = {
	loginName: {
		pattern: /^[A-Za-z0-9._-]{3,64}$/,
		// evidence, section 2: Kii's text
		fault: "Must be made of letters, numbers and/or '_'. Length must be between 3 and 64 chars",
	},
	emailAddress: { pattern: /^(?=.{3,200}$)[^@\s]+@[^@\s]+$/, fault: "must be an e-mail address" },
	phoneNumber: {
		pattern: /^.{3,50}$/,
		fault: "must be a phone number in international form, or in local form beside its country",
	},
};

/**
 * Checks what a client gives (cloud-rest, section 9). Fields that begin with `_` are left out, as Kii does, and so is
 * what only the emulator sets; a predefined field that is null counts as not given.
 * @param country of a phone number in local form, if `body` has none
 * @throws KiiError INVALID_INPUT_DATA
 */
export function checkedUserFields(body: Readonly<Record<string, unknown>>, country?: string): UserFields {
	// The bytes of a body that is no JSON.
	if (body instanceof Uint8Array) throw invalidInput({ body: "must be a JSON object" });
	const addresses: Partial<Record<AddressField, string>> = {};
	const predefined: Record<string, string> = {};
	const custom: [string, unknown][] = [];
	const faults: Record<string, string> = {};
	for (const [name, value] of Object.entries(body)) {
		const address = addressFields.find((field) => field === name);
		const rule = address === undefined ? predefinedFields.get(name) : addressPatterns[address];
		if (rule === undefined) {
			if (!name.startsWith("_") && !readOnly.includes(name)) custom.push([name, value]);
			continue;
		}
		if (value === null) continue;
		if (typeof value !== "string" || !rule.pattern.test(value)) faults[name] = rule.fault;
		else if (address === undefined) predefined[name] = name === "country" ? value.toUpperCase() : value;
		else addresses[address] = value;
	}
	if (Object.keys(faults).length > 0) throw invalidInput(faults);
	if (addresses.phoneNumber !== undefined) {
		addresses.phoneNumber = checkedPhoneNumber(addresses.phoneNumber, predefined.country ?? country);
	}
	const customFields = Object.fromEntries(custom);
	if (new TextEncoder().encode(JSON.stringify(customFields)).length > maxCustomBytes) {
		throw invalidInput({ customFields: "must not have more than 63 KB together" });
	}
	return { addresses, predefined, custom: customFields };
}

/** The number in international form. @throws KiiError INVALID_INPUT_DATA */
export function checkedPhoneNumber(text: string, country: string | undefined): string {
	const number = text.length > 50 ? undefined : internationalPhoneNumber(text, country);
	if (number === undefined) throw invalidInput({ phoneNumber: addressPatterns.phoneNumber.fault });
	return number;
}

/** @throws KiiError INVALID_INPUT_DATA */
export function checkedEmailAddress(text: string): string {
	if (!addressPatterns.emailAddress.pattern.test(text)) {
		throw invalidInput({ emailAddress: addressPatterns.emailAddress.fault });
	}
	return text;
}
