import { Ajv, type Options } from "ajv";
import { KiiError } from "../errors.ts";
import { isDeeper } from "../is-deeper.ts";
import { isObject } from "../is-object.ts";
import type { RegexBudget } from "../regex-budget.ts";
import { allDifferent } from "./all-different.ts";
import { inRe2, linearPattern } from "./linear-pattern.ts";

/** A JSON schema as a trait declares it for an action or state: `{type, minimum, maximum, unit, …}`. */
export type PayloadSchema = Readonly<Record<string, unknown>>;

type Check = (value: unknown) => boolean;

// Ajv compiles a schema to code. The size of that code grows with the schema, so a schema is kept small.
const maxSchemaBytes = 10 * 1024;
const maxDepth = 20;
const maxChecks = 500;
// What a check of a value may cost for each of its characters.
const maxPatternSize = 1000;
const options: Options = {
	strict: false,
	validateFormats: false,
	logger: false,
	ownProperties: true,
	// A client chooses the value: with expressions that go back and forth it could stop the emulator.
	code: { regExp: Object.assign(linearPattern, { code: "linearPattern" }) },
};
let compiler: Ajv | undefined;
let compiled = 0;
const checks = new Map<string, Check>();

/**
 * @param budget of the regular expressions of the whole trait
 * @throws KiiError INVALID_JSON_SCHEMA, its message led by `place`, for what is no schema or may not be one
 */
export function checkPayloadSchema(
	schema: unknown,
	place: string,
	budget: RegexBudget,
): asserts schema is PayloadSchema {
	if (!isObject(schema)) throw invalidSchema(place, "must be a JSON schema object");
	if (isDeeper(schema, maxDepth)) throw invalidSchema(place, `is nested deeper than ${maxDepth}`);
	if (JSON.stringify(schema).length > maxSchemaBytes) throw invalidSchema(place, `is longer than ${maxSchemaBytes}`);
	checkCost(schema, place, budget);
	try {
		compile(schema);
	} catch (error) {
		throw invalidSchema(place, error instanceof Error ? error.message : "cannot be used");
	}
}

/** Whether a value is what the schema, once accepted by {@link checkPayloadSchema}, asks for. */
export function fitsPayloadSchema(schema: PayloadSchema, value: unknown): boolean {
	const text = JSON.stringify(schema);
	const check = checks.get(text) ?? compile(schema);
	// The one used last goes last: the first of the map is the one to forget.
	checks.delete(text);
	checks.set(text, check);
	for (const oldest of checks.keys()) {
		if (checks.size <= maxChecks) break;
		checks.delete(oldest);
	}
	return check(value);
}

/** Refuses what could make the time for a check grow out of all proportion to the value. */
function checkCost(schema: PayloadSchema, place: string, budget: RegexBudget): void {
	let references = 0;
	let size = 0;
	const open: unknown[] = [schema];
	while (open.length > 0) {
		const next = open.pop();
		if (Array.isArray(next)) open.push(...next);
		if (!isObject(next)) continue;
		const { $ref, pattern, patternProperties } = next;
		// A schema that refers to itself in two places checks a value of n levels 2^n times.
		if (typeof $ref === "string") references++;
		for (const expression of [pattern, ...(isObject(patternProperties) ? Object.keys(patternProperties) : [])]) {
			if (typeof expression === "string") size += sizeOf(expression, place, budget);
		}
		open.push(...Object.values(next));
	}
	if (references > 1) throw invalidSchema(place, "has more than one $ref");
	if (size > maxPatternSize) throw invalidSchema(place, "has regular expressions that are too long or repeat too much");
}

function sizeOf(pattern: string, place: string, budget: RegexBudget): number {
	const fault = budget.spend(inRe2(pattern));
	if (fault !== undefined) {
		const shown = JSON.stringify(pattern.length > 50 ? `${pattern.slice(0, 50)}…` : pattern);
		throw invalidSchema(place, `the regular expression ${shown} ${fault}`);
	}
	try {
		return linearPattern(pattern).size;
	} catch (error) {
		const why = error instanceof Error ? error.message : "cannot be used";
		throw invalidSchema(place, `has a regular expression that RE2 does not take: ${why}`);
	}
}

function compile(schema: PayloadSchema): Check {
	// Keywords that name the schema or its dialect have no say here; Kii's own `unit` is a mere note.
	const { $schema: _dialect, $id: _name, id: _oldName, ...rules } = schema;
	const validate = compilerFor(rules).compile(rules);
	// An asynchronous validator would answer with a promise, which is true whatever the value.
	if ("$async" in validate) throw new Error("asynchronous schemas are not supported");
	return (value) => {
		try {
			return validate(value) === true;
		} catch {
			return false; // a recursive schema and a value nested deeper than the stack
		}
	};
}

/** A compiler keeps all it has compiled, so it is given up in time; a schema with names inside gets one of its own. */
function compilerFor(rules: PayloadSchema): Ajv {
	if (JSON.stringify(rules).includes('"$id"')) return newCompiler();
	if (compiler === undefined || compiled === maxChecks) {
		compiler = newCompiler();
		compiled = 0;
	}
	compiled++;
	return compiler;
}

function newCompiler(): Ajv {
	return new Ajv(options).removeKeyword("uniqueItems").addKeyword({
		keyword: "uniqueItems",
		type: "array",
		schemaType: "boolean",
		validate: (wanted: boolean, items: readonly unknown[]) => !wanted || allDifferent(items),
	});
}

function invalidSchema(place: string, reason: string): KiiError {
	return new KiiError("INVALID_JSON_SCHEMA", `${place} - ${reason}`);
}
