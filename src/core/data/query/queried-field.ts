import { isScalar, type Scalar } from "../../clause/scalar.ts";
import { type KiiObject, objectView } from "../object-record.ts";

/** Bytes in UTF-8; beyond them a value or a key cannot be queried (cloud-rest, section 9). */
const maxValueBytes = 190;
const maxKeyBytes = 250;
const utf8 = new TextEncoder();

/** Fields that every object has. */
const systemFields = new Map(
	["_id", "_created", "_modified", "_owner", "_version", "_dataType"].map((name) => [name.toLowerCase(), name]),
);

/** What an object has in a field, as GET shows it; undefined when it has no such field. */
export type FieldReader = (object: KiiObject) => unknown;

/**
 * Reads a first-level field: by its name, or by one that differs in case only, as Kii does (Unity SDK, live tests of geo
 * queries).
 */
export function fieldReader(name: string): FieldReader {
	const lowerCase = name.toLowerCase();
	const systemField = systemFields.get(lowerCase);
	if (systemField !== undefined) return (object) => objectView({ ...object, fields: {} })[systemField];
	if (!fits(name, maxKeyBytes)) return () => undefined;
	return ({ fields }) => {
		if (Object.hasOwn(fields, name)) return fields[name];
		const key = keyInAnyCase(fields, lowerCase);
		return key === undefined ? undefined : fields[key];
	};
}

/** The last object that had no field of the exact name asked for, and the keys it has if it was asked for more than once. */
let last: { readonly fields: object; keys?: ReadonlyMap<string, string> } | undefined;

/**
 * The first key that is `lowerCase` in lower case. A clause may ask for hundreds of fields that an object of thousands
 * does not have: to go over its keys each time would hold up all other requests.
 */
function keyInAnyCase(fields: KiiObject["fields"], lowerCase: string): string | undefined {
	if (last?.fields !== fields) {
		last = { fields };
		for (const key in fields) if (key.length === lowerCase.length && key.toLowerCase() === lowerCase) return key;
		return undefined;
	}
	// Backwards, so that the first of several stays.
	last.keys ??= new Map(
		Object.keys(fields)
			.reverse()
			.map((key) => [key.toLowerCase(), key] as const)
			// As above: a letter that becomes two is the same as itself only.
			.filter(([lower, key]) => lower.length === key.length),
	);
	return last.keys.get(lowerCase);
}

/** The value if it is one that can be compared: null, arrays, objects and long strings are as if they were not there. */
export function comparable(value: unknown): Scalar | undefined {
	if (typeof value === "string") return fits(value, maxValueBytes) ? value : undefined;
	return isScalar(value) ? value : undefined;
}

function fits(text: string, bytes: number): boolean {
	// A code unit is one byte at least, and three at most.
	if (text.length * 3 <= bytes) return true;
	return text.length <= bytes && utf8.encode(text).length <= bytes;
}
