import { foldClause } from "../../clause/clause-tree.ts";
import { isOfType } from "../../clause/field-type.ts";
import { isWithin } from "../../clause/range-limits.ts";
import type { Scalar } from "../../clause/scalar.ts";
import type { KiiObject } from "../object-record.ts";
import type { BucketClause, BucketComparison } from "./bucket-clause.ts";
import { distanceBetween, type GeoPoint, geoPointOf, isInBox } from "./geo-point.ts";
import { comparable, fieldReader } from "./queried-field.ts";

/** Undefined is SQL's "unknown": what a comparison with a field that is not there gives. */
export type Truth = boolean | undefined;

type Match = (object: KiiObject) => Truth;

/**
 * Whether a clause is true of an object. A comparison with a missing field is neither true nor false, so that neither
 * `eq` nor `not` of it matches (Kii guide, "Querying KiiObjects": notEquals); `not` of `hasField` matches (Unity SDK,
 * live tests of NOT). A value of another type is merely different.
 */
export function matchClause(clause: BucketClause): Match {
	return foldClause<BucketComparison, Match>(clause, {
		all: () => () => true,
		not: (inner) => (object) => {
			const truth = inner(object);
			return truth === undefined ? undefined : !truth;
		},
		and: (inner) => (object) => firstOrUnknown(inner, object, false),
		or: (inner) => (object) => firstOrUnknown(inner, object, true),
		leaf: matchComparison,
	});
}

/** What settles it, or unknown if anything is, or the opposite. */
function firstOrUnknown(inner: readonly Match[], object: KiiObject, settling: boolean): Truth {
	let truth: Truth = !settling;
	for (const match of inner) {
		const each = match(object);
		if (each === settling) return settling;
		if (each === undefined) truth = undefined;
	}
	return truth;
}

function matchComparison(clause: BucketComparison): Match {
	const read = fieldReader(clause.field);
	const ofValue =
		(is: (value: Scalar) => boolean): Match =>
		(object) => {
			const value = comparable(read(object));
			return value === undefined ? undefined : is(value);
		};
	const ofPoint =
		(is: (point: GeoPoint) => boolean): Match =>
		(object) => {
			const point = geoPointOf(read(object));
			return point === undefined ? undefined : is(point);
		};
	switch (clause.type) {
		case "eq":
			return ofValue((value) => value === clause.value);
		case "in": {
			const values = new Set(clause.values);
			return ofValue((value) => values.has(value));
		}
		case "range":
			return ofValue((value) => isWithin(clause, value));
		case "prefix":
			return ofValue((value) => typeof value === "string" && value.startsWith(clause.prefix));
		case "hasField":
			return (object) => isOfType(comparable(read(object)), clause.fieldType);
		case "geobox":
			return ofPoint((point) => isInBox(clause.box, point));
		case "geodistance":
			return ofPoint((point) => distanceBetween(clause.center, point) <= clause.radius);
	}
}
