import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseBucketQuery } from "../../../../src/core/data/query/bucket-query.ts";
import { point } from "./with-bucket.ts";

const all = { type: "all" };
const geo = { type: "geodistance", field: "at", center: point(0, 0), radius: 1000, putDistanceInto: "far" };
const count = { type: "COUNT", putAggregationInto: "count_field" };
const parse = (bucketQuery: object, more: object = {}) => parseBucketQuery({ bucketQuery, ...more });

/** Asserts that a body is refused, naming this place. */
function assertRefused(body: unknown, path: string): void {
	assert.throws(
		() => parseBucketQuery(body),
		(error: { errorCode?: string; context?: { invalidFields?: object } }) => {
			assert.equal(error.errorCode, "INVALID_INPUT_DATA");
			assert.deepEqual(Object.keys(error.context?.invalidFields ?? {}), [path]);
			return true;
		},
	);
}

for (const body of [undefined, null, "text", [], {}, { bucketQuery: "all" }]) {
	test(`the body ${JSON.stringify(body)} is refused`, () => assertRefused(body, "bucketQuery"));
}

describe("refused is a clause", () => {
	for (const [clause, path] of [
		[undefined, ""],
		[{}, ".type"],
		[{ type: "like", field: "a" }, ".type"],
		[{ type: "withinTimeRange", lowerLimit: 1, upperLimit: 2 }, ".type"],
		[{ type: "eq", value: 1 }, ".field"],
		[{ type: "eq", field: "", value: 1 }, ".field"],
		[{ type: "eq", field: "a" }, ".value"],
		[{ type: "eq", field: "a", value: null }, ".value"],
		[{ type: "eq", field: "a", value: { b: 1 } }, ".value"],
		[{ type: "in", field: "a" }, ".values"],
		[{ type: "in", field: "a", values: [] }, ".values"],
		[{ type: "in", field: "a", values: [null] }, ".values"],
		[{ type: "in", field: "a", values: Array(201).fill(1) }, ".values"],
		[{ type: "range", field: "a" }, ""],
		[{ type: "range", field: "a", upperLimit: true }, ".upperLimit"],
		[{ type: "range", field: "a", upperLimit: 1, lowerLimit: "0" }, ""],
		[{ type: "range", field: "a", upperLimit: 1, upperIncluded: "yes" }, ".upperIncluded"],
		[{ type: "prefix", field: "a" }, ".prefix"],
		[{ type: "hasField", field: "a" }, ".fieldType"],
		[{ type: "hasField", field: "a", fieldType: "OBJECT" }, ".fieldType"],
		[{ type: "geobox", field: "a" }, ".box"],
		[{ type: "geobox", field: "a", box: { ne: point(1, 1) } }, ".box.sw"],
		[{ type: "geobox", field: "a", box: { ne: point(91, 1), sw: point(0, 0) } }, ".box.ne"],
		[{ ...geo, center: undefined }, ".center"],
		[{ ...geo, radius: 0 }, ".radius"],
		[{ ...geo, radius: 20_000_001 }, ".radius"],
		[{ ...geo, radius: "1" }, ".radius"],
		[{ ...geo, putDistanceInto: "1a" }, ".putDistanceInto"],
		[{ ...geo, putDistanceInto: "a b" }, ".putDistanceInto"],
		[{ ...geo, putDistanceInto: 1 }, ".putDistanceInto"],
		[{ type: "not", clause: { type: "not" } }, ".clause.clause"],
		[{ type: "and", clauses: [] }, ".clauses"],
		[{ type: "or", clauses: [all, { type: "eq", field: "a" }] }, ".clauses.1.value"],
	] as const) {
		test(JSON.stringify(clause) ?? "that is missing", () => {
			assertRefused({ bucketQuery: { clause } }, `bucketQuery.clause${path}`);
		});
	}

	test("that is too deep or has too many clauses", () => {
		let deep: object = all;
		for (let depth = 1; depth < 16; depth++) deep = { type: "not", clause: deep };
		parse({ clause: deep });
		assertRefused(
			{ bucketQuery: { clause: { type: "not", clause: deep } } },
			`bucketQuery.clause${".clause".repeat(16)}`,
		);
		const wide = (number: number) => ({ bucketQuery: { clause: { type: "or", clauses: Array(number).fill(all) } } });
		parseBucketQuery(wide(199));
		assertRefused(wide(200), "bucketQuery.clause.clauses.199");
	});
});

test("a page holds 200 objects, whatever more is asked for", () => {
	const limitOf = (bestEffortLimit: unknown) =>
		parseBucketQuery({ bucketQuery: { clause: all }, bestEffortLimit }).limit;
	assert.deepEqual([1, "20", 200, 201, 2_147_483_647, 2 ** 63].map(limitOf), [1, 20, 200, 200, 200, 200]);
	assert.deepEqual([undefined, null, 0, "0", "00"].map(limitOf), [200, 200, 200, 200, 200]);
});

describe("refused is", () => {
	for (const [bucketQuery, more, path] of [
		[{ clause: all, orderBy: 1 }, {}, "bucketQuery.orderBy"],
		[{ clause: all, orderBy: "" }, {}, "bucketQuery.orderBy"],
		[{ clause: all, orderBy: "_calculated.far" }, {}, "bucketQuery.orderBy"],
		[{ clause: geo, orderBy: "_calculated.near" }, {}, "bucketQuery.orderBy"],
		[{ clause: all, descending: "yes" }, {}, "bucketQuery.descending"],
		[{ clause: all, aggregations: count }, {}, "bucketQuery.aggregations"],
		[{ clause: all, aggregations: [1] }, {}, "bucketQuery.aggregations.0"],
		[{ clause: all, aggregations: [{}] }, {}, "bucketQuery.aggregations.0.type"],
		[{ clause: all, aggregations: [{ type: "COUNT" }] }, {}, "bucketQuery.aggregations.0.putAggregationInto"],
		[{ clause: all, aggregations: [count, count] }, {}, "bucketQuery.aggregations"],
		[{ clause: all, aggregations: Array(21).fill(count) }, {}, "bucketQuery.aggregations"],
		[{ clause: all }, { bestEffortLimit: -1 }, "bestEffortLimit"],
		[{ clause: all }, { bestEffortLimit: 1.5 }, "bestEffortLimit"],
		[{ clause: all }, { bestEffortLimit: "many" }, "bestEffortLimit"],
		[{ clause: all }, { bestEffortLimit: ["5"] }, "bestEffortLimit"],
		[{ clause: all }, { bestEffortLimit: { toString: 1, valueOf: 1 } }, "bestEffortLimit"],
		[{ clause: all }, { paginationKey: 1 }, "paginationKey"],
	] as const) {
		test(JSON.stringify({ bucketQuery, ...more }).slice(0, 120), () => {
			assertRefused({ bucketQuery, ...more }, path);
		});
	}
});

describe("not supported is", () => {
	for (const [what, bucketQuery, more] of [
		["counting from a paginationKey on", { clause: all, aggregations: [count] }, { paginationKey: "abc" }],
		["another aggregation than COUNT", { clause: all, aggregations: [{ ...count, type: "SUM" }] }, {}],
		["sorting by descending distance", { clause: geo, orderBy: "_calculated.far", descending: true }, {}],
	] as const) {
		test(what, () => {
			assert.throws(() => parse(bucketQuery, more), { errorCode: "QUERY_NOT_SUPPORTED", status: 400 });
		});
	}
});

test("a page has as many objects as are asked for, at most 200, and 200 when nothing is asked", () => {
	const limitOf = (bestEffortLimit: unknown) => parse({ clause: all }, { bestEffortLimit }).limit;
	assert.deepEqual([1, "10", 200, 201, 3000, 0, null, undefined].map(limitOf), [1, 10, 200, 200, 200, 200, 200, 200]);
});

test("what is null is as if it were not there", () => {
	const nothing = { orderBy: null, descending: null, aggregations: null };
	const { order, counts, behind } = parse({ clause: all, ...nothing }, { paginationKey: null });
	assert.deepEqual(
		{ order, counts, behind },
		{ order: { orderBy: undefined, descending: false }, counts: [], behind: undefined },
	);
});

test("the order is ascending by default, and descending means nothing without orderBy", () => {
	assert.equal(parse({ clause: all, orderBy: "a" }).order.descending, false);
	assert.equal(parse({ clause: all, orderBy: "a", descending: true }).order.descending, true);
	assert.equal(parse({ clause: all, descending: true }).order.descending, false);
});
