import type { Core } from "./context.ts";
import { newSalt } from "./identifiers.ts";

/** A salted hash. Fast on purpose: an emulator's passwords guard nothing, a fixture's log-ins must cost nothing. */
export function hashPassword(core: Core, password: string): string {
	const salt = newSalt(core.ids);
	return `${salt}:${core.secrets.digest(salt + password)}`;
}

export function passwordMatches(core: Core, password: string, hash: string): boolean {
	const [salt = "", digest = ""] = hash.split(":");
	return core.secrets.equal(core.secrets.digest(salt + password), digest);
}
