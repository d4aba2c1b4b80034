import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type KiiObject, objectView } from "../../../../src/core/data/object-record.ts";
import { parseBucketClause } from "../../../../src/core/data/query/bucket-clause.ts";
import { matchClause } from "../../../../src/core/data/query/match-clause.ts";
import { invalidInput } from "../../../../src/core/errors.ts";
import { kiiObject, point } from "./with-bucket.ts";

const fault = (path: string, text: string) => invalidInput({ [path]: text });

/** Whether a clause is true of an object with these fields: true, false, or undefined for neither. */
function truth(clause: object, fields: object, more: Partial<KiiObject> = {}): boolean | undefined {
	return matchClause(parseBucketClause(clause, "clause", fault))(kiiObject({ ...fields }, more));
}

const eq = (field: string, value: unknown) => ({ type: "eq", field, value });
const not = (clause: object) => ({ type: "not", clause });
const and = (...clauses: object[]) => ({ type: "and", clauses });
const or = (...clauses: object[]) => ({ type: "or", clauses });

describe("a clause of type", () => {
	test("all", () => {
		assert.equal(truth({ type: "all" }, {}), true);
	});

	test("eq is true of the same value of the same type", () => {
		for (const value of ["x", "", 1, 0, -1.5, true, false]) {
			assert.equal(truth(eq("a", value), { a: value }), true, `${value}`);
			assert.equal(truth(eq("a", value), { a: "other" }), false, `${value}`);
		}
		assert.equal(truth(eq("a", 1), { a: "1" }), false);
		assert.equal(truth(eq("a", "X"), { a: "x" }), false);
	});

	test("in is true of any of the values", () => {
		const clause = { type: "in", field: "a", values: [1, "x"] };
		assert.deepEqual(
			[1, "x", 2, "1", true].map((a) => truth(clause, { a })),
			[true, true, false, false, false],
		);
	});

	test("range compares numbers with numbers, and strings with strings", () => {
		const numbers = { type: "range", field: "a", lowerLimit: 1, upperLimit: 3, upperIncluded: false };
		assert.deepEqual(
			[0.9, 1, 2.9, 3, "2", true].map((a) => truth(numbers, { a })),
			[false, true, true, false, false, false],
		);
		const strings = { type: "range", field: "a", lowerLimit: "b", lowerIncluded: false, upperLimit: "d" };
		assert.deepEqual(
			["b", "ba", "d", "da", "", 2].map((a) => truth(strings, { a })),
			[false, true, true, false, false, false],
		);
	});

	test("prefix is true of strings that begin so, whatever characters it has", () => {
		const clause = { type: "prefix", field: "a", prefix: "x.*" };
		assert.deepEqual(
			["x.*", "x.*y", "xyz", "X.*", 1].map((a) => truth(clause, { a })),
			[true, true, false, false, false],
		);
		assert.equal(truth({ ...clause, prefix: "" }, { a: "anything" }), true);
	});

	for (const [fieldType, values] of [
		["STRING", ["", "1"]],
		["INTEGER", [0, -1, 2 ** 40]],
		["DECIMAL", [0.5, 1]],
		["BOOLEAN", [true, false]],
	] as const) {
		test(`hasField ${fieldType}`, () => {
			const has = (a: unknown) => truth({ type: "hasField", field: "a", fieldType }, { a });
			for (const a of values) assert.equal(has(a), true, `${a}`);
			for (const a of [fieldType === "STRING" ? 1 : "1", fieldType === "BOOLEAN" ? 0 : true, null, [], {}]) {
				assert.equal(has(a), false, `${a}`);
			}
			assert.equal(truth({ type: "hasField", field: "b", fieldType }, { a: values[0] }), false);
		});
	}

	test("geobox is true of points in the box and on its edge", () => {
		const clause = { type: "geobox", field: "a", box: { ne: point(36, 140), sw: point(35, 139) } };
		const inside = [point(35.5, 139.5), point(36, 140), point(35, 139)];
		const outside = [point(36.1, 139.5), point(34.9, 139.5), point(35.5, 138.9), point(35.5, 140.1)];
		for (const a of inside) assert.equal(truth(clause, { a }), true, JSON.stringify(a));
		for (const a of outside) assert.equal(truth(clause, { a }), false, JSON.stringify(a));
	});

	test("geodistance is true of points within the radius", () => {
		const clause = { type: "geodistance", field: "a", center: point(35.677379, 139.702148), radius: 4000 };
		assert.equal(truth(clause, { a: point(35.667983, 139.739356) }), true);
		assert.equal(truth({ ...clause, radius: 3000 }, { a: point(35.667983, 139.739356) }), false);
		assert.equal(truth(clause, { a: point(0, 0) }), false);
	});
});

describe("a field that is not there", () => {
	const missing = [
		eq("b", 1),
		{ type: "in", field: "b", values: [1] },
		{ type: "range", field: "b", upperLimit: 1 },
		{ type: "prefix", field: "b", prefix: "x" },
		{ type: "geobox", field: "b", box: { ne: point(90, 180), sw: point(-90, -180) } },
		{ type: "geodistance", field: "b", center: point(0, 0), radius: 20_000_000 },
	];
	for (const clause of missing) {
		test(`matches neither ${clause.type} nor its opposite`, () => {
			assert.equal(truth(clause, { a: 1 }), undefined);
			assert.equal(truth(not(clause), { a: 1 }), undefined);
			assert.equal(truth(not(not(clause)), { a: 1 }), undefined);
		});
	}

	test("is looked for among the keys of an object no more than twice, however many such fields there are", () => {
		let lookups = 0;
		const fields = new Proxy<Record<string, unknown>>(
			{ Aa: 1, aA: 2, "\u0130b": 3 },
			{
				ownKeys(target) {
					lookups++;
					return Reflect.ownKeys(target);
				},
			},
		);
		const match = (clause: object) =>
			matchClause(parseBucketClause(clause, "clause", fault))({ ...kiiObject({}), fields });
		const missing = Array.from({ length: 100 }, (_, index) => eq(`f${index}`, 1));
		assert.equal(match(or(...missing, eq("AA", 1))), true, "the first of several");
		assert.equal(match(eq("i\u0307b", 3)), undefined);
		assert.ok(lookups <= 2, `${lookups} times`);
	});

	test("matches the opposite of hasField", () => {
		assert.equal(truth(not({ type: "hasField", field: "b", fieldType: "INTEGER" }), { a: 1 }), true);
	});

	test("decides nothing that another clause decides", () => {
		const unknown = eq("b", 1);
		const yes = eq("a", 1);
		assert.equal(truth(and(unknown, not(yes)), { a: 1 }), false);
		assert.equal(truth(and(unknown, yes), { a: 1 }), undefined);
		assert.equal(truth(or(unknown, yes), { a: 1 }), true);
		assert.equal(truth(or(unknown, not(yes)), { a: 1 }), undefined);
		assert.equal(truth(not(and(unknown, not(yes))), { a: 1 }), true);
		assert.equal(truth(not(or(unknown, yes)), { a: 1 }), false);
	});

	for (const [what, b] of [
		["null", null],
		["an object", { c: 1 }],
		["an array", [1]],
		["a string of more than 190 bytes", "x".repeat(191)],
		["a string of more than 190 bytes in UTF-8", "é".repeat(96)],
	] as const) {
		test(`${what} is as if it were not there`, () => {
			const clause = eq("b", typeof b === "string" ? b : 1);
			assert.equal(truth(clause, { b }), undefined);
			assert.equal(truth(not(clause), { b }), undefined);
		});
	}

	test("190 bytes can be queried", () => {
		for (const b of ["x".repeat(190), "é".repeat(95), "€".repeat(63)]) assert.equal(truth(eq("b", b), { b }), true);
	});
});

test("a value of another type is not the same, so that not of it matches", () => {
	assert.equal(truth(not(eq("a", "done")), { a: 5 }), true);
});

describe("a field", () => {
	test("is one of the first level only", () => {
		assert.equal(truth(eq("a.b", 1), { a: { b: 1 } }), undefined);
		assert.equal(truth(eq("a.b", 1), { "a.b": 1 }), true);
	});

	test("is never one that every JavaScript object has", () => {
		for (const name of ["toString", "__proto__", "constructor"]) assert.equal(truth(eq(name, 1), {}), undefined);
	});

	test("may be named in another case, unless there is one of just that name", () => {
		assert.equal(truth(eq("myloc", 1), { myLoc: 1 }), true);
		assert.equal(truth(eq("myloc", 1), { myLoc: 2, myloc: 1 }), true);
		assert.equal(truth(eq("myloc", 1), { mylock: 1 }), undefined);
	});

	test("of more than 250 bytes cannot be queried", () => {
		assert.equal(truth(eq("k".repeat(250), 1), { ["k".repeat(250)]: 1 }), true);
		assert.equal(truth(eq("k".repeat(251), 1), { ["k".repeat(251)]: 1 }), undefined);
	});

	const more = { dataType: "application/vnd.emulator.thing+json" };
	for (const [name, value] of Object.entries(objectView(kiiObject({}, more)))) {
		test(`may be ${name}, whatever the client put in`, () => {
			assert.equal(truth(eq(name, value), { [name]: "other" }, more), true);
			assert.equal(truth(eq(name, "other"), { [name]: "other" }, more), false);
		});
	}
});
