import type { Scalar } from "../../clause/scalar.ts";

/** Where an object stands among the results. No two objects of a bucket stand at the same place. */
export interface SortPosition {
	/** Of the field that the query sorts by; undefined without one, and for an object that does not have it. */
	readonly value: Scalar | undefined;
	/** Unix milliseconds. */
	readonly createdAt: number;
	readonly sequence: number;
	readonly objectID: string;
}

/**
 * Negative if `a` comes before `b`. Objects without the field come last in either direction, those with equal values in
 * the order of their making; booleans before numbers before strings.
 */
export function comparePositions(a: SortPosition, b: SortPosition, descending: boolean): number {
	if (a.value !== b.value) {
		if (a.value === undefined) return 1;
		if (b.value === undefined) return -1;
		const isBefore = rank(a.value) - rank(b.value) || (a.value < b.value ? -1 : 1);
		return descending ? -isBefore : isBefore;
	}
	return (
		a.createdAt - b.createdAt ||
		a.sequence - b.sequence ||
		(a.objectID === b.objectID ? 0 : a.objectID < b.objectID ? -1 : 1)
	);
}

function rank(value: Scalar): number {
	return typeof value === "boolean" ? 0 : typeof value === "number" ? 1 : 2;
}
