import { didYouMean } from "../did-you-mean.ts";
import { knownNames } from "../known-names.ts";
import { BadMatch } from "./bad-match.ts";
import type { Known, KnownFields, ScalarField } from "./entry-fields.ts";

/** Lists in lists and fields in fields. */
const maxNesting = 50;

const operators = ["regex", "ignoreCase", "gte", "gt", "lte", "lt", "exists"];
const ofRanges = ["gte", "gt", "lte", "lt"];

/** @param prefix the path to these fields, with a dot at its end @throws BadMatch for a field that is none of `known` or cannot be met */
export function checkFields(match: object, known: KnownFields, prefix: string, depth = 0): void {
	for (const [field, value] of Object.entries(match)) {
		if (value === undefined) continue;
		if (!Object.hasOwn(known, field))
			throw new BadMatch(prefix + field, `is no field of an entry${knownNames(field, Object.keys(known))}`);
		checkValue(value, known[field] as Known, prefix + field, depth);
	}
}

function checkValue(value: unknown, known: Known, field: string, depth: number): void {
	if (depth > maxNesting) throw new BadMatch(field, `is nested deeper than ${maxNesting} levels`);
	if (known.is === "json" || isExists(value)) return;
	if (Array.isArray(value)) checkList(value, known, field, depth + 1);
	else if (known.is === "list")
		throw new BadMatch(field, `must be a list, of one match for each element, and not ${shown(value)}`);
	else if (known.is === "object" || known.is === "headers") {
		const there = known.is === "object" ? `, with any of ${Object.keys(known.fields).join(", ")}` : " of header fields";
		if (!isObject(value)) throw new BadMatch(field, `must be an object${there}, and not ${shown(value)}`);
		if (known.is === "object") checkFields(value, known.fields, `${field}.`, depth + 1);
		else checkHeaders(value, field, depth + 1);
	} else if (isObject(value)) checkOperators(value, known, field);
	else checkScalar(value, known, field);
}

/** Each element of a list; one of several values where the field is none. */
function checkList(values: readonly unknown[], known: Known, field: string, depth: number): void {
	if (known.is === "list") {
		for (const [index, each] of values.entries()) checkValue(each, known.of, `${field}.${index}`, depth);
		return;
	}
	if (values.length === 0) throw new BadMatch(field, "must not be an empty list: nothing is one of no values");
	for (const each of values) checkValue(each, known, field, depth);
}

function checkHeaders(headers: object, field: string, depth: number): void {
	for (const [name, value] of Object.entries(headers)) {
		if (value === undefined) continue;
		if (name !== name.toLowerCase())
			throw new BadMatch(`${field}.${name}`, `is in lower case in an entry: ${name.toLowerCase()}`);
		checkValue(value, { is: "text" }, `${field}.${name}`, depth);
	}
}

function checkScalar(value: unknown, { is, choices, why, hint }: ScalarField, field: string): void {
	if (choices !== undefined && !choices.includes(value as string)) {
		const meant = typeof value === "string" ? didYouMean(value, choices.map(String)) : "";
		throw new BadMatch(field, `must be one of ${choices.join(", ")}, and not ${shown(value)}${meant}`);
	}
	if (typeof value !== (is === "text" ? "string" : is)) {
		const absent = value === null ? '; {"exists": false} is for a field that is not there' : "";
		const elsewhere = hint === undefined ? "" : `; ${hint}`;
		throw new BadMatch(field, `must be a ${is}, and not ${shown(value)}${absent}${elsewhere}`);
	}
	const problem = why?.(value as string | number | boolean);
	if (problem !== undefined) throw new BadMatch(field, `${problem}, and not ${shown(value)}`);
}

function checkOperators(value: object, { is, hint }: ScalarField, field: string): void {
	const given = Object.entries(value).filter(([, each]) => each !== undefined);
	const names = given.map(([name]) => name);
	const elsewhere = hint === undefined ? "" : `; ${hint}`;
	if (names.length === 0) throw new BadMatch(field, `must be a ${is} or an operator, and not {}${elsewhere}`);
	for (const [name, operand] of given) {
		const path = `${field}.${name}`;
		if (!operators.includes(name))
			throw new BadMatch(path, `is no operator, and ${field} is a ${is}${elsewhere}${knownNames(name, operators)}`);
		if (ofRanges.includes(name)) {
			if (is !== "number") throw new BadMatch(path, `is for numbers, and ${field} is a ${is}`);
			if (typeof operand !== "number") throw new BadMatch(path, "must be a number");
		} else if (name === "regex") {
			if (is === "boolean") throw new BadMatch(path, `is for texts, and ${field} is a ${is}`);
			if (typeof operand !== "string") throw new BadMatch(path, "must be a text");
		} else if (typeof operand !== "boolean") throw new BadMatch(path, "must be true or false");
	}
	const [first = ""] = names;
	const together = ofRanges.includes(first) ? ofRanges : first === "exists" ? ["exists"] : ["regex", "ignoreCase"];
	const other = names.find((name) => !together.includes(name));
	if (other !== undefined) throw new BadMatch(`${field}.${other}`, `cannot be together with ${first}`);
	if (names.includes("ignoreCase") && !names.includes("regex"))
		throw new BadMatch(`${field}.ignoreCase`, "is for regex only");
}

function isExists(value: unknown): boolean {
	if (!isObject(value)) return false;
	const given = Object.entries(value).filter(([, each]) => each !== undefined);
	return given.length === 1 && given[0]?.[0] === "exists" && typeof given[0][1] === "boolean";
}

function isObject(value: unknown): value is object {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

const longestShown = 100;

function shown(value: unknown): string {
	const text = JSON.stringify(value) ?? typeof value;
	return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
