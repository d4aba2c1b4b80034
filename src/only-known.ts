import { knownNames } from "./known-names.ts";

/** @throws TypeError for a name that is none of `known`: it would be passed over in silence */
export function onlyKnown(given: object, known: readonly string[], what: string): void {
	for (const [name, value] of Object.entries(given)) {
		if (value === undefined || known.includes(name)) continue;
		throw new TypeError(`${name} is no ${what}${knownNames(name, known)}`);
	}
}
