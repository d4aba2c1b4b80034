import { describeRange, describeValue } from "../../clause/describe-query.ts";
import type { BucketComparison } from "./bucket-clause.ts";
import type { GeoPoint } from "./geo-point.ts";

/** A comparison as it stands in the `queryDescription` of a reply. */
export function describeBucketComparison(clause: BucketComparison): string {
	const { field } = clause;
	switch (clause.type) {
		case "eq":
			return `${field} = ${describeValue(clause.value)}`;
		case "range":
			return describeRange(field, clause);
		case "in":
			return `${field} IN ( ${clause.values.map(describeValue).join(", ")} )`;
		case "prefix":
			return `${field} STARTS WITH ${describeValue(clause.prefix)}`;
		case "hasField":
			return `${field} IS ${clause.fieldType}`;
		case "geobox":
			return `${field} IN BOX ${describePoint(clause.box.sw)} ${describePoint(clause.box.ne)}`;
		case "geodistance":
			return `${field} WITHIN ${clause.radius} OF ${describePoint(clause.center)}`;
	}
}

function describePoint({ lat, lon }: GeoPoint): string {
	return `( ${lat}, ${lon} )`;
}
