import { RE2JS } from "re2js";
import { RegexBudget } from "../core/regex-budget.ts";
import { BadMatch } from "./bad-match.ts";
import type { Difference, MatchValue } from "./match.ts";
import { hasWildcard, topicMatches } from "./topic-filter.ts";

/** A match whose patterns are ready. */
export interface Pattern {
	/** Whether `actual` matches; differences, if asked for, are added to `into`. */
	test(actual: unknown, field: string, into?: Difference[]): boolean;
}

const maxNesting = 50;

/** @param budget shared by all that is made in one turn @throws BadMatch */
export function compilePattern(
	value: MatchValue,
	field: string,
	budget = new RegexBudget("match"),
	depth = 0,
): Pattern {
	if (depth > maxNesting) throw new BadMatch(field, `is nested deeper than ${maxNesting} levels`);
	if (Array.isArray(value)) return listPattern(value, field, budget, depth);
	if (typeof value !== "object" || value === null) return literalPattern(value, field);
	const fields = value as { readonly [field: string]: MatchValue | undefined };
	const keys = Object.keys(fields).filter((key) => fields[key] !== undefined);
	const has = (...operators: string[]) => keys.length > 0 && keys.every((key) => operators.includes(key));
	if (typeof fields.regex === "string" && has("regex", "ignoreCase")) return regexPattern(fields, field, budget);
	if (has("gte", "gt", "lte", "lt")) return rangePattern(fields, field);
	if (typeof fields.exists === "boolean" && has("exists"))
		return leaf({ exists: fields.exists }, (actual) => (actual !== undefined) === fields.exists);
	return objectPattern(fields, keys, field, budget, depth);
}

/** What differs, where one comparison decides. */
function leaf(expected: unknown, holds: (actual: unknown) => boolean): Pattern {
	return {
		test(actual, field, into) {
			if (holds(actual)) return true;
			into?.push({ field, expected, ...(actual === undefined ? {} : { actual }) });
			return false;
		},
	};
}

function literalPattern(value: string | number | boolean | null, field: string): Pattern {
	// Also one of several topics in a list.
	const isTopic = /(?:^|\.)topic(?:\.\d+)*$/.test(field);
	if (isTopic && typeof value === "string" && hasWildcard(value)) {
		return leaf(value, (actual) => typeof actual === "string" && topicMatches(value, actual));
	}
	return leaf(value, (actual) => actual === value);
}

function regexPattern(
	value: { readonly regex?: unknown; readonly ignoreCase?: unknown },
	field: string,
	budget: RegexBudget,
): Pattern {
	const fault = budget.spend(String(value.regex), value.ignoreCase === true);
	if (fault !== undefined) throw new BadMatch(`${field}.regex`, fault);
	try {
		// In time in proportion to the text, whatever the pattern is.
		const regex = RE2JS.compile(String(value.regex), value.ignoreCase === true ? RE2JS.CASE_INSENSITIVE : 0);
		return leaf(value, (actual) => {
			return (typeof actual === "string" || typeof actual === "number") && regex.matcher(String(actual)).find();
		});
	} catch (error) {
		throw new BadMatch(`${field}.regex`, `is not a pattern in RE2's syntax: ${(error as Error).message}`);
	}
}

function rangePattern(range: { readonly [field: string]: MatchValue | undefined }, field: string): Pattern {
	for (const [key, limit] of Object.entries(range)) {
		if (typeof limit !== "number") throw new BadMatch(`${field}.${key}`, "must be a number");
	}
	const { gte, gt, lte, lt } = range as { gte?: number; gt?: number; lte?: number; lt?: number };
	const least = Math.max(gte ?? Number.NEGATIVE_INFINITY, gt ?? Number.NEGATIVE_INFINITY);
	const most = Math.min(lte ?? Number.POSITIVE_INFINITY, lt ?? Number.POSITIVE_INFINITY);
	if (least > most || (least === most && (least === gt || most === lt)))
		throw new BadMatch(field, `has no number in it: ${JSON.stringify(range)}`);
	return leaf(range, (actual) => {
		if (typeof actual !== "number") return false;
		if ((gte !== undefined && actual < gte) || (gt !== undefined && actual <= gt)) return false;
		return !((lte !== undefined && actual > lte) || (lt !== undefined && actual >= lt));
	});
}

function listPattern(values: readonly MatchValue[], field: string, budget: RegexBudget, depth: number): Pattern {
	// Each once: lists in lists would double the work with every level.
	const patterns = values.map((value, index) => compilePattern(value, `${field}.${index}`, budget, depth + 1));
	return {
		test(actual, at, into) {
			if (!Array.isArray(actual))
				return leaf(values, () => patterns.some((each) => each.test(actual, at))).test(actual, at, into);
			if (actual.length !== patterns.length) {
				into?.push({ field: at, expected: values, actual });
				return false;
			}
			return all(
				patterns.map((pattern, index) => () => pattern.test(actual[index], `${at}.${index}`, into)),
				into,
			);
		},
	};
}

function objectPattern(
	fields: { readonly [field: string]: MatchValue | undefined },
	keys: readonly string[],
	field: string,
	budget: RegexBudget,
	depth: number,
): Pattern {
	const patterns = keys.map((key) => {
		const path = field === "" ? key : `${field}.${key}`;
		return [key, compilePattern(fields[key] as MatchValue, path, budget, depth + 1)] as const;
	});
	return {
		test(actual, at, into) {
			if (typeof actual !== "object" || actual === null || Array.isArray(actual)) {
				into?.push({ field: at, expected: fields, ...(actual === undefined ? {} : { actual }) });
				return false;
			}
			const path = (key: string) => (at === "" ? key : `${at}.${key}`);
			const fieldOf = (key: string) =>
				Object.hasOwn(actual, key) ? (actual as Record<string, unknown>)[key] : undefined;
			return all(
				patterns.map(
					([key, pattern]) =>
						() =>
							pattern.test(fieldOf(key), path(key), into),
				),
				into,
			);
		},
	};
}

/** Goes on behind the first failure only where differences are wanted. */
function all(tests: readonly (() => boolean)[], into: Difference[] | undefined): boolean {
	if (into === undefined) return tests.every((test) => test());
	return tests.filter((test) => !test()).length === 0;
}
