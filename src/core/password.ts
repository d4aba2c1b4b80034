import type { Core } from "./context.ts";
import { invalidInput, KiiError } from "./errors.ts";
import { newSalt } from "./identifiers.ts";

const minLength = 4;
const maxLength = 50;

/**
 * What a user's password may be: 4 to 50 printable ASCII characters (cloud-rest, section 9).
 * @param field its key in the request, for the error
 * @throws KiiError PASSWORD_TOO_SHORT, INVALID_INPUT_DATA
 */
export function checkPassword(password: unknown, field: string): asserts password is string {
	if (typeof password !== "string") throw invalidInput({ [field]: "must be a string" });
	if (password.length < minLength) {
		const message = `The password must have at least ${minLength} characters`;
		throw new KiiError("PASSWORD_TOO_SHORT", message, { minimumLength: minLength });
	}
	if (password.length > maxLength || !/^[\x20-\x7E]*$/.test(password)) {
		throw invalidInput({ [field]: `must have ${minLength} to ${maxLength} printable ASCII characters` });
	}
}

/** A salted hash. Fast on purpose: an emulator's passwords guard nothing, a fixture's log-ins must cost nothing. */
export function hashPassword(core: Core, appID: string, password: string): string {
	const salt = newSalt(core.idsOf(appID));
	return `${salt}:${core.secrets.digest(salt + password)}`;
}

export function passwordMatches(core: Core, password: string, hash: string): boolean {
	const [salt = "", digest = ""] = hash.split(":");
	return core.secrets.equal(core.secrets.digest(salt + password), digest);
}
