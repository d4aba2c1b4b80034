import type { ClauseTree } from "../../clause/clause-tree.ts";
import type { FieldType } from "../../clause/field-type.ts";
import { type ClauseFault, parseClauseTree } from "../../clause/parse-clause-tree.ts";
import { parseRangeLimits, type RangeLimits } from "../../clause/range-limits.ts";
import { isScalar, type Scalar } from "../../clause/scalar.ts";
import { isObject } from "../../is-object.ts";
import { type GeoBox, type GeoPoint, geoPointOf } from "./geo-point.ts";

const types = ["all", "eq", "range", "in", "prefix", "hasField", "not", "and", "or", "geobox", "geodistance"] as const;
const hasFieldTypes = ["STRING", "INTEGER", "DECIMAL", "BOOLEAN"] as const satisfies readonly FieldType[];

/** Kii guide, "Querying KiiObjects". */
const maxInValues = 200;
/** Metres (JavaScript SDK, `KiiClause.geoDistance`). */
const maxRadius = 20_000_000;
const calculatedName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

export interface GeoDistanceClause {
	readonly type: "geodistance";
	readonly field: string;
	readonly center: GeoPoint;
	/** Metres. */
	readonly radius: number;
	/** Name of the distance below `_calculated` of each result. */
	readonly putDistanceInto?: string;
}

/** A comparison with one first-level field of an object. */
export type BucketComparison =
	| { readonly type: "eq"; readonly field: string; readonly value: Scalar }
	| ({ readonly type: "range"; readonly field: string } & RangeLimits<string | number>)
	| { readonly type: "in"; readonly field: string; readonly values: readonly Scalar[] }
	| { readonly type: "prefix"; readonly field: string; readonly prefix: string }
	| { readonly type: "hasField"; readonly field: string; readonly fieldType: (typeof hasFieldTypes)[number] }
	| { readonly type: "geobox"; readonly field: string; readonly box: GeoBox }
	| GeoDistanceClause;

/** What chooses objects of a bucket (cloud-rest, section 5). */
export type BucketClause = ClauseTree<BucketComparison>;

const limits = {
	isLimit: (value: unknown): value is string | number => typeof value === "string" || typeof value === "number",
	text: "must be a number or a string",
};

/** @throws the `fault` */
export function parseBucketClause(value: unknown, path: string, fault: ClauseFault): BucketClause {
	return parseClauseTree<BucketComparison>(value, path, {
		types,
		fault,
		leaf(type, given, at) {
			const { field } = given;
			if (typeof field !== "string" || field === "") throw fault(`${at}.field`, "must be the name of a field");
			switch (type) {
				case "eq":
					if (!isScalar(given.value)) throw fault(`${at}.value`, "must be a string, a number or a boolean");
					return { type, field, value: given.value };
				case "range": {
					const range = parseRangeLimits(given, at, fault, limits);
					const { lowerLimit, upperLimit } = range;
					if (lowerLimit !== undefined && upperLimit !== undefined && typeof lowerLimit !== typeof upperLimit) {
						throw fault(at, "must have limits of one type");
					}
					return { type, field, ...range };
				}
				case "in":
					return { type, field, values: parseValues(given.values, `${at}.values`, fault) };
				case "prefix":
					if (typeof given.prefix !== "string") throw fault(`${at}.prefix`, "must be a string");
					return { type, field, prefix: given.prefix };
				case "hasField": {
					const fieldType = hasFieldTypes.find((name) => name === given.fieldType);
					if (fieldType === undefined) throw fault(`${at}.fieldType`, `must be one of ${hasFieldTypes.join(", ")}`);
					return { type, field, fieldType };
				}
				case "geobox": {
					const { box } = given;
					if (!isObject(box)) throw fault(`${at}.box`, "must have the corners ne and sw");
					const corner = (name: "ne" | "sw") => parsePoint(box[name], `${at}.box.${name}`, fault);
					return { type, field, box: { ne: corner("ne"), sw: corner("sw") } };
				}
				case "geodistance":
					return { type, field, ...parseCircle(given, at, fault) };
			}
		},
	});
}

function parseValues(values: unknown, at: string, fault: ClauseFault): readonly Scalar[] {
	if (!Array.isArray(values) || values.length === 0 || values.length > maxInValues || !values.every(isScalar)) {
		throw fault(at, `must be 1 to ${maxInValues} strings, numbers or booleans`);
	}
	return values;
}

function parseCircle(
	given: Readonly<Record<string, unknown>>,
	at: string,
	fault: ClauseFault,
): Pick<GeoDistanceClause, "center" | "radius" | "putDistanceInto"> {
	const { radius } = given;
	const center = parsePoint(given.center, `${at}.center`, fault);
	if (typeof radius !== "number" || !(radius > 0 && radius <= maxRadius)) {
		throw fault(`${at}.radius`, `must be more than 0 and at most ${maxRadius} metres`);
	}
	// An empty name asks for no distance (Unity SDK, live tests of geo queries).
	const name = given.putDistanceInto || undefined;
	if (name === undefined) return { center, radius };
	if (typeof name !== "string" || !calculatedName.test(name)) {
		throw fault(`${at}.putDistanceInto`, "must be made of letters, digits and _, and not begin with a digit");
	}
	return { center, radius, putDistanceInto: name };
}

function parsePoint(value: unknown, at: string, fault: ClauseFault): GeoPoint {
	const point = geoPointOf(value);
	if (point === undefined) throw fault(at, 'must be {"_type": "point", "lat": -90 to 90, "lon": -180 to 180}');
	return point;
}
