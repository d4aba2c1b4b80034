import type { KiiError } from "../errors.ts";
import { isObject } from "../is-object.ts";
import type { ClauseTree, Leaf } from "./clause-tree.ts";

/** The error of the call for what is wrong at a place such as `clause.clauses.0.field`. */
export type ClauseFault = (path: string, text: string) => KiiError;

export interface ClauseTreeRules<L extends Leaf> {
	/** What is allowed: a trigger knows no time. */
	readonly types: readonly ClauseTree<L>["type"][];
	readonly fault: ClauseFault;
	/** Reads a clause without clauses inside; `type` is one of `types`. */
	leaf(type: L["type"], given: Readonly<Record<string, unknown>>, at: string): L;
}

// A client chooses the clause, and each state of a thing or object of a bucket is compared with all of it.
const maxDepth = 16;
const maxClauses = 200;

/** Reads a clause of a request; keys that mean nothing are left out. @throws the `fault` of the rules */
export function parseClauseTree<L extends Leaf>(
	value: unknown,
	path: string,
	rules: ClauseTreeRules<L>,
): ClauseTree<L> {
	const { fault } = rules;
	let count = 0;

	function parse(given: unknown, at: string, depth: number): ClauseTree<L> {
		if (!isObject(given)) throw fault(at, "must be a clause");
		const type = rules.types.find((name) => name === given.type);
		if (type === undefined) throw fault(`${at}.type`, `must be one of ${rules.types.join(", ")}`);
		if (depth > maxDepth) throw fault(at, `is nested deeper than ${maxDepth} clauses`);
		if (++count > maxClauses) throw fault(at, `is one of more than ${maxClauses} clauses`);
		switch (type) {
			case "all":
				return { type: "all" };
			case "not":
				return { type: "not", clause: parse(given.clause, `${at}.clause`, depth + 1) };
			case "and":
			case "or": {
				const { clauses } = given;
				if (!Array.isArray(clauses) || clauses.length === 0) {
					throw fault(`${at}.clauses`, "must be an array of at least one clause");
				}
				const inner = clauses.map((each, index) => parse(each, `${at}.clauses.${index}`, depth + 1));
				return { type: type === "and" ? "and" : "or", clauses: inner };
			}
			default:
				return rules.leaf(type, given, at);
		}
	}

	return parse(value, path, 1);
}
