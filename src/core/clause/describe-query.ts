import { type ClauseTree, foldClause, type Leaf } from "./clause-tree.ts";
import type { RangeLimits } from "./range-limits.ts";

/** The `queryDescription` of a reply: of a query for all `WHERE ( 1 = 1 )` (Unity SDK, tests of buckets). */
export function describeQuery<L extends Leaf>(clause: ClauseTree<L>, describeLeaf: (leaf: L) => string): string {
	const condition = foldClause<L, string>(clause, {
		all: () => "1 = 1",
		not: (inner) => `NOT ( ${inner} )`,
		and: (inner) => inner.map((each) => `( ${each} )`).join(" AND "),
		or: (inner) => inner.map((each) => `( ${each} )`).join(" OR "),
		leaf: describeLeaf,
	});
	return `WHERE ( ${condition} )`;
}

/** A value as it stands in a description. */
export function describeValue(value: string | number | boolean): string {
	return typeof value === "string" ? `'${value}'` : `${value}`;
}

export function describeRange(field: string, limits: RangeLimits<string | number>): string {
	const { lowerLimit, lowerIncluded, upperLimit, upperIncluded } = limits;
	const lower =
		lowerLimit === undefined ? [] : [`${field} ${lowerIncluded === false ? ">" : ">="} ${describeValue(lowerLimit)}`];
	const upper =
		upperLimit === undefined ? [] : [`${field} ${upperIncluded === false ? "<" : "<="} ${describeValue(upperLimit)}`];
	return [...lower, ...upper].join(" AND ");
}
