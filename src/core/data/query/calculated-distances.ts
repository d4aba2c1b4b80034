import { foldClause } from "../../clause/clause-tree.ts";
import type { KiiObject } from "../object-record.ts";
import type { BucketClause, BucketComparison, GeoDistanceClause } from "./bucket-clause.ts";
import { distanceBetween, geoPointOf } from "./geo-point.ts";
import { fieldReader } from "./queried-field.ts";

/** Metres from the centre of a `geodistance` clause; undefined for an object without a point in its field. */
export type Distance = (object: KiiObject) => number | undefined;

/** The distances that a clause asks for, by the name of each below `_calculated`; of two of a name the first. */
export function calculatedDistances(clause: BucketClause): ReadonlyMap<string, Distance> {
	const distances = new Map<string, Distance>();
	for (const each of geoDistances(clause)) {
		const { putDistanceInto: name, center } = each;
		if (name === undefined || distances.has(name)) continue;
		const read = fieldReader(each.field);
		distances.set(name, (object) => {
			const point = geoPointOf(read(object));
			return point === undefined ? undefined : distanceBetween(center, point);
		});
	}
	return distances;
}

function geoDistances(clause: BucketClause): readonly GeoDistanceClause[] {
	return foldClause<BucketComparison, readonly GeoDistanceClause[]>(clause, {
		all: () => [],
		not: (inner) => inner,
		and: (inner) => inner.flat(),
		or: (inner) => inner.flat(),
		leaf: (leaf) => (leaf.type === "geodistance" ? [leaf] : []),
	});
}
