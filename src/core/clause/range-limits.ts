import type { ClauseFault } from "./parse-clause-tree.ts";

/** Of a clause `range`. A limit whose flag is missing is included. */
export interface RangeLimits<T extends string | number> {
	readonly upperLimit?: T;
	readonly upperIncluded?: boolean;
	readonly lowerLimit?: T;
	readonly lowerIncluded?: boolean;
}

/** Reads the limits of a `range`. @throws the `fault` for a limit that is none, and without any limit */
export function parseRangeLimits<T extends string | number>(
	given: Readonly<Record<string, unknown>>,
	at: string,
	fault: ClauseFault,
	{ isLimit, text }: { readonly isLimit: (value: unknown) => value is T; readonly text: string },
): RangeLimits<T> {
	const limits: { [side in "upperLimit" | "lowerLimit"]?: T } = {};
	const flags: { [side in "upperIncluded" | "lowerIncluded"]?: boolean } = {};
	for (const side of ["upper", "lower"] as const) {
		const limit = given[`${side}Limit`] ?? undefined;
		const included = given[`${side}Included`] ?? undefined;
		if (limit !== undefined && !isLimit(limit)) throw fault(`${at}.${side}Limit`, text);
		if (included !== undefined && typeof included !== "boolean") {
			throw fault(`${at}.${side}Included`, "must be true or false");
		}
		if (limit !== undefined) limits[`${side}Limit`] = limit;
		if (included !== undefined) flags[`${side}Included`] = included;
	}
	if (limits.upperLimit === undefined && limits.lowerLimit === undefined) {
		throw fault(at, "must have an upperLimit or a lowerLimit");
	}
	return { ...limits, ...flags };
}

/** Whether a value is within the limits. One of another type than the limits is not. */
export function isWithin<T extends string | number>(limits: RangeLimits<T>, value: unknown): boolean {
	const { upperLimit, upperIncluded, lowerLimit, lowerIncluded } = limits;
	const isComparable = (limit: T, other: unknown): other is T => typeof other === typeof limit;
	if (upperLimit !== undefined) {
		if (!isComparable(upperLimit, value)) return false;
		if (value > upperLimit || (value === upperLimit && upperIncluded === false)) return false;
	}
	if (lowerLimit !== undefined) {
		if (!isComparable(lowerLimit, value)) return false;
		if (value < lowerLimit || (value === lowerLimit && lowerIncluded === false)) return false;
	}
	return true;
}
