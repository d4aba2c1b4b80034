import type { ClauseFault } from "../../clause/parse-clause-tree.ts";
import { invalidInput, KiiError } from "../../errors.ts";
import { isObject } from "../../is-object.ts";
import { limitOf, maxLimit } from "../../paging.ts";
import { type BucketClause, parseBucketClause } from "./bucket-clause.ts";
import { calculatedDistances, type Distance } from "./calculated-distances.ts";
import { positionOfKey } from "./pagination-key.ts";
import { calculatedName, type OrderBy } from "./result-order.ts";
import type { SortPosition } from "./sort-position.ts";

/** A query, read and checked. */
export interface BucketQuery {
	readonly clause: BucketClause;
	readonly order: OrderBy;
	/** To be put below `_calculated` of each result. */
	readonly distances: ReadonlyMap<string, Distance>;
	/** Names of the counts that are asked for; of a query for objects none. */
	readonly counts: readonly string[];
	readonly limit: number;
	/** Of the last object of the page before. */
	readonly behind: SortPosition | undefined;
}

const maxAggregations = 20;

const fault: ClauseFault = (path, text) => invalidInput({ [`bucketQuery.${path}`]: text });

/**
 * Reads the body of a query (cloud-rest, section 5).
 * @throws KiiError INVALID_INPUT_DATA, QUERY_NOT_SUPPORTED
 */
export function parseBucketQuery(body: unknown): BucketQuery {
	if (!isObject(body) || !isObject(body.bucketQuery)) throw invalidInput({ bucketQuery: "is required" });
	const { bucketQuery, bestEffortLimit, paginationKey } = body;
	const clause = parseBucketClause(bucketQuery.clause, "clause", fault);
	const distances = calculatedDistances(clause);
	const order = parseOrder(bucketQuery, distances);
	const counts = parseCounts(bucketQuery.aggregations ?? []);
	if (paginationKey !== undefined && paginationKey !== null && typeof paginationKey !== "string") {
		throw invalidInput({ paginationKey: "must be a string" });
	}
	// Unity SDK, live tests of counting.
	if (paginationKey && counts.length > 0) throw notSupported("Counting does not go with a paginationKey");
	return {
		clause,
		order,
		distances,
		counts,
		// Without a limit, the server's applies (iOS SDK, `KiiQuery.limit`).
		limit: limitOf(bestEffortLimit, maxLimit),
		behind: paginationKey ? positionOfKey(order, paginationKey) : undefined,
	};
}

function parseOrder(given: Readonly<Record<string, unknown>>, distances: ReadonlyMap<string, Distance>): OrderBy {
	const orderBy = given.orderBy ?? undefined;
	const descending = given.descending ?? false;
	if (typeof descending !== "boolean") throw fault("descending", "must be true or false");
	// "Has no effect if orderBy is not provided" (REST reference, "Query").
	if (orderBy === undefined) return { orderBy, descending: false };
	if (typeof orderBy !== "string" || orderBy === "") throw fault("orderBy", "must be the name of a field");
	const order: OrderBy = { orderBy, descending };
	const name = calculatedName(order);
	if (name !== undefined && !distances.has(name)) {
		throw fault("orderBy", "must name the putDistanceInto of a geodistance clause after _calculated.");
	}
	// JavaScript SDK, `KiiClause.geoDistance`.
	if (name !== undefined && descending) throw notSupported("Results cannot be sorted by descending distance");
	return order;
}

function parseCounts(aggregations: unknown): string[] {
	if (!Array.isArray(aggregations)) throw fault("aggregations", "must be an array");
	if (aggregations.length > maxAggregations) throw fault("aggregations", `are more than ${maxAggregations}`);
	const names = aggregations.map((given: unknown, index) => {
		const at = `aggregations.${index}`;
		if (!isObject(given)) throw fault(at, "must be an object");
		if (typeof given.type !== "string") throw fault(`${at}.type`, "must be COUNT");
		if (given.type !== "COUNT") throw notSupported("COUNT is the only aggregation of objects");
		const name = given.putAggregationInto;
		if (typeof name !== "string" || name === "") throw fault(`${at}.putAggregationInto`, "must be a name");
		return name;
	});
	if (new Set(names).size < names.length) throw fault("aggregations", "must have different names");
	return names;
}

function notSupported(message: string): KiiError {
	return new KiiError("QUERY_NOT_SUPPORTED", message);
}
