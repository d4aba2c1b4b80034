import type { ClauseTree } from "../clause/clause-tree.ts";
import { isWithin, type RangeLimits } from "../clause/range-limits.ts";
import type { Scalar } from "../clause/scalar.ts";
import { isObject } from "../is-object.ts";

/** Compares one top-level field of a state; `alias` names the trait the field belongs to. */
interface FieldClause {
	readonly field: string;
	readonly alias?: string;
}

export interface EqualsClause extends FieldClause {
	readonly type: "eq";
	readonly value: Scalar;
}

export interface RangeClause extends FieldClause, RangeLimits<number> {
	readonly type: "range";
}

/** Unix milliseconds, both included. */
export interface TimeClause {
	readonly type: "withinTimeRange";
	readonly lowerLimit: number;
	readonly upperLimit: number;
}

export type Comparison = EqualsClause | RangeClause | TimeClause;

/** A condition on a state, of a trigger or of a query of the state history (mqtt-and-thing-if, B4 and B5). */
export type Clause = ClauseTree<Comparison>;

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
			return isWithin(clause, fieldOf(clause, facts));
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
