import type { KiiError } from "../errors.ts";
import { isObject } from "../is-object.ts";
import type { Clause, EqualsClause, RangeClause } from "./clause.ts";

export interface ClauseRules {
	/** What is allowed: a trigger knows no time. */
	readonly types: readonly Clause["type"][];
	/** Of a query: the alias that all of it is about. Its clauses may name it, and come out without. */
	readonly queried?: { readonly alias: string | undefined };
	/** The error of the call for what is wrong at a place such as `clause.clauses.0.field`. */
	fault(path: string, text: string): KiiError;
}

// A client chooses the clause, and each state of the thing or of its history is compared with all of it.
const maxDepth = 16;
const maxClauses = 200;

/** Reads a clause of a request; keys that mean nothing are left out. @throws the `fault` of the rules */
export function parseClause(value: unknown, path: string, rules: ClauseRules): Clause {
	let count = 0;

	function parse(given: unknown, at: string, depth: number): Clause {
		if (!isObject(given)) throw rules.fault(at, "must be a clause");
		const type = rules.types.find((name) => name === given.type);
		if (type === undefined) throw rules.fault(`${at}.type`, `must be one of ${rules.types.join(", ")}`);
		if (depth > maxDepth) throw rules.fault(at, `is nested deeper than ${maxDepth} clauses`);
		if (++count > maxClauses) throw rules.fault(at, `is one of more than ${maxClauses} clauses`);
		switch (type) {
			case "all":
				return { type };
			case "not":
				return { type, clause: parse(given.clause, `${at}.clause`, depth + 1) };
			case "and":
			case "or": {
				const { clauses } = given;
				if (!Array.isArray(clauses) || clauses.length === 0) {
					throw rules.fault(`${at}.clauses`, "must be an array of at least one clause");
				}
				return { type, clauses: clauses.map((each, index) => parse(each, `${at}.clauses.${index}`, depth + 1)) };
			}
			case "eq":
				return equalsClause(given, at, rules);
			case "range":
				return rangeClause(given, at, rules);
			case "withinTimeRange": {
				const { lowerLimit, upperLimit } = given;
				if (!isTime(lowerLimit)) throw rules.fault(`${at}.lowerLimit`, "must be a time in milliseconds");
				if (!isTime(upperLimit)) throw rules.fault(`${at}.upperLimit`, "must be a time in milliseconds");
				return { type, lowerLimit, upperLimit };
			}
		}
	}

	return parse(value, path, 1);
}

function equalsClause(given: Readonly<Record<string, unknown>>, at: string, rules: ClauseRules): EqualsClause {
	const { value } = given;
	if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
		throw rules.fault(`${at}.value`, "must be a string, a number or a boolean");
	}
	return { type: "eq", ...fieldAndAlias(given, at, rules), value };
}

function rangeClause(given: Readonly<Record<string, unknown>>, at: string, rules: ClauseRules): RangeClause {
	const limits: { [key: string]: number | boolean } = {};
	for (const side of ["upper", "lower"]) {
		const limit = given[`${side}Limit`] ?? undefined;
		const included = given[`${side}Included`] ?? undefined;
		if (limit !== undefined && typeof limit !== "number") throw rules.fault(`${at}.${side}Limit`, "must be a number");
		if (included !== undefined && typeof included !== "boolean") {
			throw rules.fault(`${at}.${side}Included`, "must be true or false");
		}
		if (limit !== undefined) limits[`${side}Limit`] = limit;
		if (included !== undefined) limits[`${side}Included`] = included;
	}
	if (limits.upperLimit === undefined && limits.lowerLimit === undefined) {
		throw rules.fault(at, "must have an upperLimit or a lowerLimit");
	}
	return { type: "range", ...fieldAndAlias(given, at, rules), ...limits };
}

function fieldAndAlias(
	{ field, alias }: Readonly<Record<string, unknown>>,
	at: string,
	rules: ClauseRules,
): { field: string; alias?: string } {
	if (typeof field !== "string" || field === "") throw rules.fault(`${at}.field`, "must be the name of a field");
	if (alias === undefined) return { field };
	if (typeof alias !== "string" || alias === "") throw rules.fault(`${at}.alias`, "must be the name of a trait alias");
	if (rules.queried === undefined) return { alias, field };
	if (alias !== rules.queried.alias) throw rules.fault(`${at}.alias`, "is not the alias that is queried");
	return { field };
}

function isTime(value: unknown): value is number {
	return typeof value === "number" && Number.isFinite(value);
}
