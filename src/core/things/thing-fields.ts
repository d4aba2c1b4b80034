import { invalidInput } from "../errors.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Of at most 100 letters, digits, `-`, `_` and `.` (Kii guide, "Thing Management"). */
export const namedFields = ["_thingType", "_vendor", "_firmwareVersion", "_productName", "_lot"] as const;
export const stringFields = [1, 2, 3, 4, 5].map((number) => `_stringField${number}`);
export const numberFields = [1, 2, 3, 4, 5].map((number) => `_numberField${number}`);

const predefined = new Set<string>([...namedFields, ...stringFields, ...numberFields]);

/** Bytes of the names and values of all custom fields (REST reference, "Thing Collection"). */
const maxCustomBytes = 63 * 1024;

/**
 * The fields of a thing after a registration or update. `null` takes a field away. Other names that begin with `_` are
 * ignored (REST reference, "Thing Collection"); the JavaScript SDK sends all of a thing's back.
 * @throws KiiError INVALID_INPUT_DATA for more than 63 KB of custom fields
 */
export function changedFields(before: Fields, changes: Fields): Fields {
	const allowed = Object.entries(changes).filter(([name]) => !name.startsWith("_") || predefined.has(name));
	const entries = Object.entries({ ...before, ...Object.fromEntries(allowed) }).filter(([, value]) => value !== null);
	const custom = Object.fromEntries(entries.filter(([name]) => !predefined.has(name)));
	const bytes = new TextEncoder().encode(JSON.stringify(custom)).length;
	if (bytes > maxCustomBytes) {
		throw invalidInput({ customFields: `are ${bytes} bytes in all, ${maxCustomBytes} are allowed` });
	}
	return Object.fromEntries(entries);
}
