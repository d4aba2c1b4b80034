import { callingCodes } from "./calling-codes.ts";

// Countries whose numbers keep their leading zero after the calling code.
const keepZero = new Set(["IT", "SM", "VA"]);

/**
 * A phone number in international form, `+819012345678`. It may be given so, as `JP-9012345678`, or in local form beside
 * its country; spaces, brackets, dots and hyphens do not count (Kii guide, "Logging in").
 * @param country two letters, in any case
 * @returns undefined for what is no phone number
 */
export function internationalPhoneNumber(text: string, country?: string): string | undefined {
	const [, ofCountry = country, number = text] = /^([A-Za-z]{2})-(.+)$/.exec(text) ?? [];
	const digits = number.replace(/[\s().-]/g, "");
	if (/^\+\d{4,20}$/.test(digits)) return digits;
	const key = ofCountry?.toUpperCase() ?? "";
	const code = callingCodes.get(key);
	if (code === undefined || !/^\d{3,20}$/.test(digits)) return undefined;
	return `+${code}${keepZero.has(key) ? digits : digits.replace(/^0/, "")}`;
}
