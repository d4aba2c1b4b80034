import { describeRange, describeValue } from "../clause/describe-query.ts";
import type { Comparison } from "./clause.ts";

/** A comparison as it stands in the `queryDescription` of a reply. */
export function describeComparison(clause: Comparison): string {
	switch (clause.type) {
		case "eq":
			return `${clause.field} = ${describeValue(clause.value)}`;
		case "range":
			return describeRange(clause.field, clause);
		case "withinTimeRange":
			return describeRange("_created", { lowerLimit: clause.lowerLimit, upperLimit: clause.upperLimit });
	}
}
