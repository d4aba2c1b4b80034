import { type ClauseFault, parseClauseTree } from "../clause/parse-clause-tree.ts";
import { parseRangeLimits } from "../clause/range-limits.ts";
import { isScalar } from "../clause/scalar.ts";
import type { Clause, Comparison } from "./clause.ts";

export interface ClauseRules {
	/** What is allowed: a trigger knows no time. */
	readonly types: readonly Clause["type"][];
	/** Of a query: the alias that all of it is about. Its clauses may name it, and come out without. */
	readonly queried?: { readonly alias: string | undefined };
	readonly fault: ClauseFault;
}

const numbers = {
	isLimit: (value: unknown): value is number => typeof value === "number",
	text: "must be a number",
};

/** Reads a clause of a request; keys that mean nothing are left out. @throws the `fault` of the rules */
export function parseClause(value: unknown, path: string, rules: ClauseRules): Clause {
	const { types, fault } = rules;
	return parseClauseTree<Comparison>(value, path, {
		types,
		fault,
		leaf(type, given, at) {
			switch (type) {
				case "eq":
					if (!isScalar(given.value)) throw fault(`${at}.value`, "must be a string, a number or a boolean");
					return { type, ...fieldAndAlias(given, at, rules), value: given.value };
				case "range": {
					const limits = parseRangeLimits(given, at, fault, numbers);
					return { type, ...fieldAndAlias(given, at, rules), ...limits };
				}
				case "withinTimeRange": {
					const { lowerLimit, upperLimit } = given;
					if (!isTime(lowerLimit)) throw fault(`${at}.lowerLimit`, "must be a time in milliseconds");
					if (!isTime(upperLimit)) throw fault(`${at}.upperLimit`, "must be a time in milliseconds");
					return { type, lowerLimit, upperLimit };
				}
			}
		},
	});
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
