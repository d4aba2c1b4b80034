import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Thing } from "../../../src/core/thing.ts";
import { parseThingClause } from "../../../src/core/things/thing-query-clause.ts";

const thing: Thing = {
	thingID: "th.1",
	vendorThingID: "v1",
	passwordHash: "",
	fields: { _thingType: "Lamp", _stringField1: "abc", _numberField1: 5 },
	owners: ["user:u1", "group:g1"],
	layoutPosition: "STANDALONE",
	disabled: false,
	createdAt: 1000,
};

const all = { type: "all" };
const none = { type: "not", clause: all };
const number = (limits: object) => ({ type: "range", field: "_numberField1", ...limits });

const clauses: readonly (readonly [clause: unknown, matches: boolean])[] = [
	[all, true],
	[{ type: "eq", field: "_thingType", value: "Lamp" }, true],
	[{ type: "eq", field: "_thingType", value: "lamp" }, false],
	[{ type: "eq", field: "_thingID", value: "th.1" }, true],
	[{ type: "eq", field: "_vendorThingID", value: "v1" }, true],
	[{ type: "eq", field: "_disabled", value: false }, true],
	[{ type: "eq", field: "_numberField1", value: "5" }, false],
	[{ type: "eq", field: "_numberField2", value: 5 }, false],
	[{ type: "in", field: "_thingType", values: ["Fan", "Lamp"] }, true],
	[{ type: "in", field: "_thingType", values: [] }, false],
	[{ type: "prefix", field: "_stringField1", prefix: "ab" }, true],
	[{ type: "prefix", field: "_numberField1", prefix: "5" }, false],
	[{ type: "range", field: "_created", lowerLimit: 1000, upperLimit: 1000 }, true],
	[number({ lowerLimit: 5, lowerIncluded: false }), false],
	[number({ upperLimit: 5, upperIncluded: false }), false],
	[number({ lowerLimit: 4, upperLimit: 6 }), true],
	[number({ lowerLimit: "4" }), false],
	[{ type: "range", field: "_stringField1", lowerLimit: "abb" }, true],
	[{ type: "hasField", field: "_stringField1", fieldType: "STRING" }, true],
	[{ type: "hasField", field: "_numberField1", fieldType: "INTEGER" }, true],
	[{ type: "hasField", field: "_numberField1", fieldType: "DECIMAL" }, false],
	[{ type: "hasField", field: "_disabled", fieldType: "BOOLEAN" }, true],
	[{ type: "hasField", field: "_stringField2", fieldType: "STRING" }, false],
	[{ type: "contains", field: "userOwners", value: "u1" }, true],
	[{ type: "contains", field: "groupOwners", value: "g1" }, true],
	[{ type: "contains", field: "userOwners", value: "g1" }, false],
	[{ type: "and", clauses: [all, none] }, false],
	[{ type: "or", clauses: [none, all] }, true],
	[none, false],
];

describe("a clause", () => {
	for (const [clause, matches] of clauses) {
		test(`${JSON.stringify(clause)}: ${matches}`, () => assert.equal(parseThingClause(clause).matches(thing), matches));
	}
});

const nested = (depth: number): object => (depth === 1 ? all : { type: "not", clause: nested(depth - 1) });
const malformed: readonly unknown[] = [
	undefined,
	null,
	"all",
	[],
	{},
	{ type: 1 },
	{ type: "eq", field: "_thingType" },
	{ type: "eq", value: 1 },
	{ type: "eq", field: "_thingType", value: { a: 1 } },
	{ type: "in", field: "_thingType", values: "Lamp" },
	{ type: "in", field: "_thingType", values: [null] },
	{ type: "prefix", field: "_thingType", prefix: 1 },
	{ type: "hasField", field: "_thingType", fieldType: "TEXT" },
	number({}),
	number({ lowerLimit: true }),
	number({ lowerLimit: 1, upperLimit: "2" }),
	{ type: "contains", field: "userOwners", value: 1 },
	{ type: "and" },
	{ type: "or", clauses: [] },
	{ type: "and", clauses: [{}] },
	{ type: "not" },
	nested(33),
];

test("a malformed clause is invalid input", () => {
	assert.doesNotThrow(() => parseThingClause(nested(32)));
	for (const clause of malformed) {
		assert.throws(() => parseThingClause(clause), { errorCode: "INVALID_INPUT_DATA" }, JSON.stringify(clause));
	}
});

test("other clauses and fields are not supported", () => {
	const unknown = [
		{ type: "geobox", field: "_stringField1" },
		{ type: "eq", field: "colour", value: 1 },
		{ type: "eq", field: "_password", value: "pw" },
		{ type: "eq", field: "constructor", value: 1 },
		{ type: "contains", field: "_thingType", value: "Lamp" },
		{ type: "contains", field: "constructor", value: "Lamp" },
	];
	for (const clause of unknown) {
		assert.throws(() => parseThingClause(clause), { errorCode: "QUERY_NOT_SUPPORTED", status: 400 });
	}
});

test("the owners that a clause names", () => {
	const of = (id: string) => ({ type: "contains", field: "userOwners", value: id });
	const owners = (clause: unknown, ...allowed: string[]) =>
		parseThingClause(clause).owners((owner) => allowed.length === 0 || allowed.includes(owner));
	assert.deepEqual(owners(of("a")), ["user:a"]);
	assert.equal(owners(of("a"), "user:b"), undefined);
	assert.deepEqual(owners({ type: "and", clauses: [all, of("a"), of("b")] }, "user:b"), ["user:b"]);
	assert.equal(owners({ type: "and", clauses: [all] }), undefined);
	assert.deepEqual(owners({ type: "or", clauses: [of("a"), of("b")] }), ["user:a", "user:b"]);
	assert.equal(owners({ type: "or", clauses: [of("a"), of("b")] }, "user:a"), undefined);
	assert.equal(owners({ type: "or", clauses: [of("a"), all] }), undefined);
	assert.equal(owners({ type: "not", clause: of("a") }), undefined);
});
