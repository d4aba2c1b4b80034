import { invalidInput, KiiError } from "../errors.ts";
import { isObject } from "../is-object.ts";

export type ObjectFields = Readonly<Record<string, unknown>>;

/** Of an object as JSON (REST reference, "Object"). */
const maxCharacters = 65_534;

/**
 * What a client wants in an object. Keys that begin with `_` are Kii's own and left out: clients send back what GET gave
 * them, and the JavaScript SDK the `_calculated` of a query.
 * @throws KiiError INVALID_JSON for an empty body, INVALID_INPUT_DATA for one that is no JSON object
 */
export function objectFields(body: unknown): ObjectFields {
	if (body === undefined) throw new KiiError("INVALID_JSON", "The request body is empty; it must be a JSON object");
	if (!isObject(body)) throw invalidInput({ body: "must be a JSON object" });
	return Object.fromEntries(Object.entries(body).filter(([key]) => !key.startsWith("_")));
}

/**
 * The fields after a partial update, which adds and replaces at every level and deletes nothing (Kii guides, "Partial Update"
 * and "Updating a KiiObject").
 */
export function mergedFields(fields: ObjectFields, changes: ObjectFields): ObjectFields {
	const merged: Record<string, unknown> = { ...fields };
	for (const [key, change] of Object.entries(changes)) {
		const before = fields[key];
		merged[key] = isObject(before) && isObject(change) ? mergedFields(before, change) : change;
	}
	return merged;
}

/** @throws KiiError INVALID_INPUT_DATA */
export function requireSize(fields: ObjectFields): void {
	if (JSON.stringify(fields).length > maxCharacters) {
		throw invalidInput({ body: `must have at most ${maxCharacters} characters as JSON` });
	}
}
