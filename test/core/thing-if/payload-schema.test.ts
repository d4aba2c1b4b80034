import assert from "node:assert/strict";
import { test } from "node:test";
import { RegexBudget } from "../../../src/core/regex-budget.ts";
import {
	checkPayloadSchema as check,
	fitsPayloadSchema,
	type PayloadSchema,
} from "../../../src/core/thing-if/payload-schema.ts";

function checkPayloadSchema(schema: unknown, place: string): asserts schema is PayloadSchema {
	check(schema, place, new RegexBudget("trait", 200));
}

const invalid = { errorCode: "INVALID_JSON_SCHEMA", status: 400 };

test("values are checked by type and bounds; Kii's unit and the names of a schema count for nothing", () => {
	const schema = {
		$schema: "http://json-schema.org/draft-04/schema#",
		$id: "http://example/brightness",
		type: "integer",
		minimum: 0,
		maximum: 100,
		unit: "%",
	};
	// A second time, too: no schema is known by its $id.
	for (let count = 0; count < 2; count++) checkPayloadSchema(schema, "a");
	for (const value of [0, 50, 100]) assert.equal(fitsPayloadSchema(schema, value), true);
	for (const value of [-1, 101, 1.5, "50", null, true]) assert.equal(fitsPayloadSchema(schema, value), false);
});

test("what is no schema is refused, and says where", () => {
	for (const schema of [undefined, "boolean", [], { type: "lamp" }, { minimum: "0" }, { $ref: "http://example/a" }]) {
		assert.throws(() => checkPayloadSchema(schema, "states.power"), invalid, JSON.stringify(schema));
	}
	assert.throws(() => checkPayloadSchema({ type: "lamp" }, "states.power"), { message: /^states\.power - / });
});

test("an asynchronous schema, which would take any value, is refused", () => {
	for (const schema of [{ $async: true, type: "integer" }, { properties: { a: { $async: true, type: "integer" } } }]) {
		assert.throws(() => checkPayloadSchema(schema, "a"), invalid, JSON.stringify(schema));
	}
});

test("a schema that would make much code is refused", () => {
	let deep: object = { type: "integer" };
	for (let level = 0; level < 100_000; level++) deep = { not: deep };
	assert.throws(() => checkPayloadSchema(deep, "a"), { ...invalid, message: /deeper/ });
	const properties = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`field${index}`, { minimum: 1 }]));
	assert.throws(() => checkPayloadSchema({ properties }, "a"), { ...invalid, message: /longer/ });
});

test("names inside a schema are its own", () => {
	const named = (type: string) => ({ allOf: [{ $ref: "http://example/part" }, { $id: "http://example/part", type }] });
	checkPayloadSchema(named("integer"), "a");
	checkPayloadSchema(named("string"), "a");
	assert.equal(fitsPayloadSchema(named("integer"), 1), true);
	assert.equal(fitsPayloadSchema(named("string"), 1), false);
	// What a compiler knows of the schemas before must not make sense of this one.
	const borrowed = { allOf: [{ minimum: 0 }, { type: "integer" }], not: { $ref: "http://example/part" } };
	assert.throws(() => checkPayloadSchema(borrowed, "a"), invalid);
});

test("names of a schema are never code", () => {
	const name = "a']; globalThis.broken = true; ['";
	const schema = { properties: { [name]: { type: "integer" } }, required: [name], enum: [{ [name]: 1 }] };
	checkPayloadSchema(schema, "a");
	assert.equal(fitsPayloadSchema(schema, { [name]: 1 }), true);
	assert.equal(fitsPayloadSchema(schema, { [name]: "1" }), false);
	assert.equal("broken" in globalThis, false);
});

test("a recursive schema and a value deeper than the stack: it does not fit", () => {
	const schema = { type: "array", items: { $ref: "#" } };
	checkPayloadSchema(schema, "a");
	let value: unknown[] = [];
	assert.equal(fitsPayloadSchema(schema, [value]), true);
	for (let level = 0; level < 100_000; level++) value = [value];
	assert.equal(fitsPayloadSchema(schema, value), false);
});

const bomb = `${"a".repeat(1000)}!`;
for (const [what, schema, good, bad] of [
	["a pattern", { pattern: "^(a+)+$" }, "aaa", bomb],
	[
		"a pattern of names",
		{ patternProperties: { "^(a+)+$": { type: "string" } }, additionalProperties: false },
		{ a: "" },
		{ [bomb]: 1 },
	],
	[
		"uniqueItems many times",
		{ allOf: Array.from({ length: 450 }, () => ({ uniqueItems: true })) },
		Array.from({ length: 1700 }, (_, index) => [index]),
		[[{ a: 1, b: 2 }], ...Array.from({ length: 1700 }, (_, index) => [index]), [{ b: 2, a: 1 }]],
	],
] as const) {
	test(`${what}: no value makes the check last long`, () => {
		checkPayloadSchema(schema, "a");
		assert.equal(fitsPayloadSchema(schema, good), true);
		assert.equal(fitsPayloadSchema(schema, bad), false);
	});
}

test("patterns are JavaScript's", () => {
	for (const [pattern, good, bad] of [
		["^[\\w.-]{1,64}$", "a-b.c", "a b"],
		["^\\u0041\\/(?<name>b|c)$", "A/b", "A/d"],
		["\\d", "a1", "a"],
	] as const) {
		checkPayloadSchema({ pattern }, "a");
		assert.deepEqual(
			[good, bad].map((text) => fitsPayloadSchema({ pattern }, text)),
			[true, false],
			pattern,
		);
	}
});

for (const [what, schema, message] of [
	[
		"two references, which together can be followed without end",
		{ anyOf: [{ items: { $ref: "#" } }, { contains: { $ref: "#" } }] },
		/\$ref/,
	],
	["a pattern that repeats too much", { pattern: "^(a{0,500}){0,2}$" }, /repeat/],
	["many patterns", { allOf: Array.from({ length: 200 }, () => ({ pattern: "^aaaaaaaaaa$" })) }, /repeat/],
	["a pattern that looks ahead", { pattern: "^(?=a)" }, /RE2/],
	["a pattern of names that refers to a group", { patternProperties: { "(a)\\1": {} } }, /RE2/],
] as const) {
	test(`${what}: refused`, () => {
		assert.throws(() => checkPayloadSchema(schema, "a"), { ...invalid, message });
	});
}

test("more schemas than are kept compiled still give their own answers", () => {
	const schemas = Array.from({ length: 510 }, (_, maximum) => ({ type: "integer", maximum }));
	for (const schema of [...schemas, ...schemas.slice(0, 3)]) {
		assert.equal(fitsPayloadSchema(schema, schema.maximum), true);
		assert.equal(fitsPayloadSchema(schema, schema.maximum + 1), false);
	}
});
