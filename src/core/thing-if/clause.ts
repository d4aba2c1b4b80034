import { isObject } from "../is-object.ts";

/** Compares one top-level field of a state; `alias` names the trait the field belongs to. */
interface FieldClause {
	readonly field: string;
	readonly alias?: string;
}

export interface EqualsClause extends FieldClause {
	readonly type: "eq";
	readonly value: string | number | boolean;
}

export interface RangeClause extends FieldClause {
	readonly type: "range";
	readonly upperLimit?: number;
	readonly upperIncluded?: boolean;
	readonly lowerLimit?: number;
	readonly lowerIncluded?: boolean;
}

/** Unix milliseconds, both included. */
export interface TimeClause {
	readonly type: "withinTimeRange";
	readonly lowerLimit: number;
	readonly upperLimit: number;
}

/** A condition on a state, of a trigger or of a query of the state history (mqtt-and-thing-if, B4 and B5). */
export type Clause =
	| EqualsClause
	| RangeClause
	| TimeClause
	| { readonly type: "not"; readonly clause: Clause }
	| { readonly type: "and" | "or"; readonly clauses: readonly Clause[] }
	| { readonly type: "all" };

/** A state and when it was true, Unix milliseconds. */
export interface Facts {
	readonly state: Readonly<Record<string, unknown>>;
	readonly at: number;
}

/** Whether the clause is true of a state. A comparison with a field that is missing or of another type is false. */
export function holds(clause: Clause, facts: Facts): boolean {
	switch (clause.type) {
		case "all":
			return true;
		case "not":
			return !holds(clause.clause, facts);
		case "and":
			return clause.clauses.every((each) => holds(each, facts));
		case "or":
			return clause.clauses.some((each) => holds(each, facts));
		case "eq":
			return fieldOf(clause, facts) === clause.value;
		case "range":
			return inRange(clause, fieldOf(clause, facts));
		case "withinTimeRange":
			return clause.lowerLimit <= facts.at && facts.at <= clause.upperLimit;
	}
}

function fieldOf({ alias, field }: FieldClause, { state }: Facts): unknown {
	return ownValue(alias === undefined ? state : ownValue(state, alias), field);
}

function ownValue(object: unknown, key: string): unknown {
	return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

// A limit whose flag is missing is included, as in queries of Kii's buckets.
function inRange({ upperLimit, upperIncluded, lowerLimit, lowerIncluded }: RangeClause, value: unknown): boolean {
	if (typeof value !== "number") return false;
	const below = upperLimit === undefined || value < upperLimit || (value === upperLimit && upperIncluded !== false);
	const above = lowerLimit === undefined || value > lowerLimit || (value === lowerLimit && lowerIncluded !== false);
	return below && above;
}
