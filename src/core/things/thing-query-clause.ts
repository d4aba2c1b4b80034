import { invalidInput, KiiError } from "../errors.ts";
import { isObject } from "../is-object.ts";
import type { Thing } from "../thing.ts";
import { numberFields, stringFields } from "./thing-fields.ts";

/** A condition of a query for things. */
export interface ThingClause {
	matches(thing: Thing): boolean;
	/**
	 * Owners (`user:…`, `group:…`) of whom each matching thing has one at least, as far as the clause says so and all of
	 * them are `allowed`.
	 */
	owners(allowed: (owner: string) => boolean): readonly string[] | undefined;
}

type Value = string | number | boolean;

const maxDepth = 32;
const ownerFields: Readonly<Record<string, string>> = { userOwners: "user", groupOwners: "group" };

/** REST reference, "Thing Collection / Query". */
const queryable = new Set([
	..."_thingID _vendorThingID _thingType _vendor _firmwareVersion _productName _lot _created _disabled".split(" "),
	...stringFields,
	...numberFields,
]);

/** A field to filter or sort by. @throws KiiError QUERY_NOT_SUPPORTED, INVALID_INPUT_DATA */
export function queryField(field: unknown): (thing: Thing) => unknown {
	if (typeof field !== "string") throw invalidInput({ field: "must be a string" });
	if (!queryable.has(field)) throw notSupported(`things cannot be queried by the field ${field}`);
	if (field === "_thingID") return ({ thingID }) => thingID;
	if (field === "_vendorThingID") return ({ vendorThingID }) => vendorThingID;
	if (field === "_created") return ({ createdAt }) => createdAt;
	if (field === "_disabled") return ({ disabled }) => disabled;
	return ({ fields }) => (Object.hasOwn(fields, field) ? fields[field] : undefined);
}

/**
 * The clauses of bucket queries without the geographic ones, and `contains` for owners (JavaScript SDK, `KiiThingQuery`).
 * @throws KiiError INVALID_INPUT_DATA, QUERY_NOT_SUPPORTED for another clause or field
 */
export function parseThingClause(clause: unknown, depth = 1): ThingClause {
	if (!isObject(clause)) throw invalidInput({ clause: "must be an object" });
	if (depth > maxDepth) throw invalidInput({ clause: `must not be nested more than ${maxDepth} times` });
	switch (clause.type) {
		case "all":
			return filter(() => true);
		case "contains":
			return contains(clause.field, clause.value);
		case "and":
		case "or":
			return combined(clause.type, clause.clauses, depth);
		case "not": {
			const { matches } = parseThingClause(clause.clause, depth + 1);
			return filter((thing) => !matches(thing));
		}
		case "eq":
		case "in":
		case "prefix":
		case "range":
		case "hasField": {
			const fieldOf = queryField(clause.field);
			const test = valueTest(clause.type, clause);
			return filter((thing) => test(fieldOf(thing)));
		}
		default:
			if (typeof clause.type !== "string") throw invalidInput({ type: "of the clause must be a string" });
			throw notSupported(`things cannot be queried by a clause ${clause.type}`);
	}
}

function filter(matches: ThingClause["matches"]): ThingClause {
	return { matches, owners: () => undefined };
}

function contains(field: unknown, value: unknown): ThingClause {
	const type = typeof field === "string" && Object.hasOwn(ownerFields, field) ? ownerFields[field] : undefined;
	if (type === undefined) throw notSupported("the clause contains is for userOwners and groupOwners");
	if (typeof value !== "string") throw invalidInput({ value: "of the clause contains must be a string" });
	const owner = `${type}:${value}`;
	return {
		matches: ({ owners }) => owners.includes(owner),
		owners: (allowed) => (allowed(owner) ? [owner] : undefined),
	};
}

function combined(type: "and" | "or", given: unknown, depth: number): ThingClause {
	if (!Array.isArray(given) || given.length === 0) throw invalidInput({ clauses: "must be an array of clauses" });
	const clauses = given.map((clause) => parseThingClause(clause, depth + 1));
	if (type === "and") {
		return {
			matches: (thing) => clauses.every(({ matches }) => matches(thing)),
			// One that confines is enough: what else holds is tested thing by thing.
			owners: (allowed) => {
				for (const { owners } of clauses) {
					const found = owners(allowed);
					if (found !== undefined) return found;
				}
				return undefined;
			},
		};
	}
	return {
		matches: (thing) => clauses.some(({ matches }) => matches(thing)),
		owners: (allowed) => {
			const found = clauses.map(({ owners }) => owners(allowed));
			return found.every((owners) => owners !== undefined) ? found.flat() : undefined;
		},
	};
}

function valueTest(type: string, clause: Readonly<Record<string, unknown>>): (value: unknown) => boolean {
	const { value, values, prefix, fieldType } = clause;
	switch (type) {
		case "eq":
			if (!isValue(value)) throw invalidInput({ value: "must be a string, number or boolean" });
			return (actual) => actual === value;
		case "in": {
			if (!Array.isArray(values) || !values.every(isValue)) {
				throw invalidInput({ values: "must be an array of strings, numbers or booleans" });
			}
			const wanted = new Set<unknown>(values);
			return (actual) => wanted.has(actual);
		}
		case "prefix":
			if (typeof prefix !== "string") throw invalidInput({ prefix: "must be a string" });
			return (actual) => typeof actual === "string" && actual.startsWith(prefix);
		case "hasField":
			return hasType(fieldType);
		default:
			return rangeTest(clause);
	}
}

function hasType(fieldType: unknown): (value: unknown) => boolean {
	switch (fieldType) {
		case "STRING":
			return (value) => typeof value === "string";
		case "INTEGER":
			return (value) => Number.isInteger(value);
		case "DECIMAL":
			return (value) => typeof value === "number" && !Number.isInteger(value);
		case "BOOLEAN":
			return (value) => typeof value === "boolean";
		default:
			throw invalidInput({ fieldType: "must be STRING, INTEGER, DECIMAL or BOOLEAN" });
	}
}

/** A limit is included unless its flag says no. */
function rangeTest(clause: Readonly<Record<string, unknown>>): (value: unknown) => boolean {
	const { lowerLimit, upperLimit, lowerIncluded = true, upperIncluded = true } = clause;
	const limits = [lowerLimit, upperLimit].filter((limit) => limit !== undefined);
	if (limits.length === 0 || !limits.every(isComparable) || new Set(limits.map((limit) => typeof limit)).size > 1) {
		throw invalidInput({ range: "must have a lowerLimit or upperLimit, a number or a string" });
	}
	const above = (value: string | number) =>
		!isComparable(lowerLimit) || value > lowerLimit || (lowerIncluded === true && value === lowerLimit);
	const below = (value: string | number) =>
		!isComparable(upperLimit) || value < upperLimit || (upperIncluded === true && value === upperLimit);
	return (value) => isComparable(value) && typeof value === typeof limits[0] && above(value) && below(value);
}

function isValue(value: unknown): value is Value {
	return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isComparable(value: unknown): value is string | number {
	return typeof value === "string" || typeof value === "number";
}

function notSupported(why: string): KiiError {
	return new KiiError("QUERY_NOT_SUPPORTED", `The query is not supported: ${why}`);
}
