import { invalidInput, type KiiError } from "../errors.ts";
import { isObject } from "../is-object.ts";
import { decodeKey, limitOf } from "../paging.ts";
import { type Aggregation, parseAggregations } from "./aggregation.ts";
import type { Clause, TimeClause } from "./clause.ts";
import { parseClause } from "./parse-clause.ts";

/** A query of the state history, read and checked. */
export interface HistoryQuery {
	readonly clause: Clause;
	/** The times the clause is about. */
	readonly times: { readonly from: number; readonly to: number };
	readonly grouped: boolean;
	readonly aggregations: readonly Aggregation[];
	/** Whose trait aliases are meant; the thing's own when missing. */
	readonly firmwareVersion: string | undefined;
	readonly limit: number;
	/** Name of the last record of the page before. */
	readonly behind: string | undefined;
}

const types: readonly Clause["type"][] = ["eq", "not", "range", "and", "or", "all", "withinTimeRange"];

/** Reads the body of a query (mqtt-and-thing-if, B4). @throws KiiError INVALID_INPUT_DATA */
export function parseHistoryQuery(body: unknown, alias: string | undefined): HistoryQuery {
	if (!isObject(body) || !isObject(body.query)) throw invalidInput({ query: "is required" });
	const { grouped = false, aggregations } = body.query;
	const fault = (path: string, text: string): KiiError => invalidInput({ [`query.${path}`]: text });
	const clause = parseClause(body.query.clause, "clause", { types, queried: { alias }, fault });
	if (typeof grouped !== "boolean") throw fault("grouped", "must be true or false");
	const parsed = parseAggregations(aggregations, fault);
	if (parsed.length > 0 && !grouped) throw fault("aggregations", "need grouped: true");
	const time = timeClause(clause);
	if (grouped && time === undefined) {
		throw fault("clause", "must be withinTimeRange, or and of withinTimeRange and another, when grouped is true");
	}
	const { firmwareVersion, bestEffortLimit, paginationKey } = body;
	if (firmwareVersion !== undefined && typeof firmwareVersion !== "string") {
		throw invalidInput({ firmwareVersion: "must be a string" });
	}
	if (paginationKey !== undefined && typeof paginationKey !== "string") {
		throw invalidInput({ paginationKey: "must be the nextPaginationKey of an earlier reply" });
	}
	return {
		clause,
		times: { from: time?.lowerLimit ?? 0, to: time?.upperLimit ?? Number.POSITIVE_INFINITY },
		grouped,
		aggregations: parsed,
		firmwareVersion,
		limit: limitOf(bestEffortLimit),
		behind: paginationKey ? decodeKey(paginationKey) : undefined,
	};
}

function timeClause(clause: Clause): TimeClause | undefined {
	if (clause.type === "withinTimeRange") return clause;
	return clause.type === "and" ? clause.clauses.find((each) => each.type === "withinTimeRange") : undefined;
}
