import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { invalidInput } from "../../../src/core/errors.ts";
import { type Clause, holds } from "../../../src/core/thing-if/clause.ts";
import { parseClause } from "../../../src/core/thing-if/parse-clause.ts";

const types: readonly Clause["type"][] = ["eq", "not", "range", "and", "or", "all", "withinTimeRange"];
const fault = (path: string, text: string) => invalidInput({ [path]: text });
const parse = (clause: unknown) => parseClause(clause, "clause", { types, fault });
const is = (clause: unknown, state: Record<string, unknown>, at = 0) => holds(parse(clause), { state, at });

const power = { type: "eq", field: "power", value: true };
const hot = { type: "range", field: "temperature", lowerLimit: 30 };

describe("a clause of type", () => {
	test("eq is true of the same value only", () => {
		assert.equal(is(power, { power: true }), true);
		assert.equal(is(power, { power: false }), false);
		assert.equal(is(power, { power: "true" }), false);
		assert.equal(is(power, {}), false);
		assert.equal(is({ type: "eq", field: "n", value: 1 }, { n: 1.0 }), true);
		assert.equal(is({ type: "eq", field: "toString", value: "x" }, {}), false);
	});

	test("eq looks at top-level fields only", () => {
		assert.equal(is({ type: "eq", field: "a.b", value: 1 }, { a: { b: 1 } }), false);
		assert.equal(is({ type: "eq", field: "a.b", value: 1 }, { "a.b": 1 }), true);
	});

	test("eq and range look below their alias", () => {
		const state = { lamp: { power: true, temperature: 31 }, fan: { power: false } };
		assert.equal(is({ ...power, alias: "lamp" }, state), true);
		assert.equal(is({ ...power, alias: "fan" }, state), false);
		assert.equal(is({ ...power, alias: "none" }, state), false);
		assert.equal(is(power, state), false);
		assert.equal(is({ ...hot, alias: "lamp" }, state), true);
		assert.equal(is({ ...hot, alias: "fan" }, state), false);
		assert.equal(is({ ...power, alias: "lamp" }, { lamp: true }), false);
	});

	test("not is true of what the inner clause is not, a missing field included", () => {
		assert.equal(is({ type: "not", clause: power }, { power: false }), true);
		assert.equal(is({ type: "not", clause: power }, { power: true }), false);
		assert.equal(is({ type: "not", clause: power }, {}), true);
	});

	for (const [limits, inside, outside] of [
		[{ lowerLimit: 1 }, [1, 2], [0]],
		[{ lowerLimit: 1, lowerIncluded: true }, [1], [0.9]],
		[{ lowerLimit: 1, lowerIncluded: false }, [1.1], [1]],
		[{ upperLimit: 1 }, [1, 0], [2]],
		[{ upperLimit: 1, upperIncluded: false }, [0.9], [1]],
		[{ lowerLimit: 0, upperLimit: 2, upperIncluded: false, lowerIncluded: true }, [0, 1], [-1, 2]],
		[{ lowerLimit: 0, upperLimit: null, upperIncluded: null }, [5], [-1]],
	] as const) {
		test(`range ${JSON.stringify(limits)}`, () => {
			const clause = { type: "range", field: "n", ...limits };
			for (const n of inside) assert.equal(is(clause, { n }), true, `${n}`);
			for (const n of [...outside, "1", null]) assert.equal(is(clause, { n }), false, `${n}`);
			assert.equal(is(clause, {}), false);
		});
	}

	test("and, or, all, withinTimeRange", () => {
		assert.equal(is({ type: "and", clauses: [power, hot] }, { power: true, temperature: 30 }), true);
		assert.equal(is({ type: "and", clauses: [power, hot] }, { power: true, temperature: 29 }), false);
		assert.equal(is({ type: "or", clauses: [power, hot] }, { power: true, temperature: 29 }), true);
		assert.equal(is({ type: "or", clauses: [power, hot] }, { power: false }), false);
		assert.equal(is({ type: "all" }, {}), true);
		const time = { type: "withinTimeRange", lowerLimit: 10, upperLimit: 20 };
		assert.deepEqual(
			[9, 10, 20, 21].map((at) => is(time, {}, at)),
			[false, true, true, false],
		);
	});
});

test("what means nothing is left out", () => {
	assert.deepEqual(parse({ ...power, alias: "a", extra: 1 }), { ...power, alias: "a" });
	assert.deepEqual(parse({ type: "all", field: "x" }), { type: "all" });
});

for (const [clause, path] of [
	[undefined, "clause"],
	["all", "clause"],
	[{ type: "like" }, "clause.type"],
	[{ type: "eq", value: 1 }, "clause.field"],
	[{ type: "eq", field: "f" }, "clause.value"],
	[{ type: "eq", field: "f", value: [1] }, "clause.value"],
	[{ type: "eq", field: "f", value: 1, alias: 2 }, "clause.alias"],
	[{ type: "not" }, "clause.clause"],
	[{ type: "range", field: "f" }, "clause"],
	[{ type: "range", field: "f", upperLimit: "1" }, "clause.upperLimit"],
	[{ type: "range", field: "f", upperLimit: 1, lowerIncluded: 1 }, "clause.lowerIncluded"],
	[{ type: "range", upperLimit: 1 }, "clause.field"],
	[{ type: "and" }, "clause.clauses"],
	[{ type: "or", clauses: [] }, "clause.clauses"],
	[
		{ type: "or", clauses: [power, { type: "and", clauses: [{ ...power, field: "" }] }] },
		"clause.clauses.1.clauses.0.field",
	],
	[{ type: "withinTimeRange", lowerLimit: 1 }, "clause.upperLimit"],
	[{ type: "withinTimeRange", upperLimit: 1 }, "clause.lowerLimit"],
] as const) {
	test(`${JSON.stringify(clause)} is refused by name`, () => {
		assert.throws(
			() => parse(clause),
			(error: { context?: { invalidFields?: object } }) => Object.keys(error.context?.invalidFields ?? {})[0] === path,
		);
	});
}

test("depth and number of clauses are bounded", () => {
	let deep: object = power;
	for (let depth = 1; depth < 16; depth++) deep = { type: "not", clause: deep };
	assert.equal(is(deep, { power: false }), true);
	assert.throws(() => parse({ type: "not", clause: deep }), { errorCode: "INVALID_INPUT_DATA" });
	let abyss = deep;
	for (let depth = 1; depth < 50_000; depth++) abyss = { type: "not", clause: abyss };
	assert.throws(() => parse(abyss), { errorCode: "INVALID_INPUT_DATA" });
	const wide = (count: number) => ({ type: "or", clauses: Array(count).fill(power) });
	assert.equal(is(wide(199), { power: true }), true);
	assert.throws(() => parse(wide(200)), { errorCode: "INVALID_INPUT_DATA" });
});

test("only the types that the call knows are taken", () => {
	assert.throws(() => parseClause({ type: "all" }, "condition", { types: ["eq"], fault }), {
		message: "There are validation errors: condition.type - must be one of eq. ",
	});
});

test("a query's clauses may name the alias that is queried, and no other", () => {
	const rules = { types, fault, queried: { alias: "lamp" } };
	assert.deepEqual(parseClause({ ...power, alias: "lamp" }, "clause", rules), power);
	assert.throws(() => parseClause({ ...power, alias: "fan" }, "clause", rules), { errorCode: "INVALID_INPUT_DATA" });
});
