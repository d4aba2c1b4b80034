import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { uploadStates } from "../../../src/core/thing-if/state-upload.ts";
import { all, created, minute, query, start, time, withTemperatures } from "./temperatures.ts";
import { withThing } from "./with-thing.ts";

describe("grouped", () => {
	test("lists states up to a size, and aggregates any number", async () => {
		const text = "x".repeat(10_000);
		const world = await withThing();
		const states = Array.from({ length: 425 }, (_, count) => ({
			generatedAt: start + count,
			payload: { ac: { count, text } },
		}));
		for (let from = 0; from < states.length; from += 50) {
			await uploadStates(world.core, world.thing, world.target, { states: states.slice(from, from + 50) }, "put");
		}
		const { groupedResults } = await query(world, {
			query: { clause: { ...time, upperLimit: start + 400 }, grouped: true },
		});
		assert.equal(groupedResults?.length, 1);
		await assert.rejects(query(world, { query: { clause: time, grouped: true } }), {
			errorCode: "INVALID_INPUT_DATA",
			message: /narrow its withinTimeRange/,
		});
		const aggregations = [{ type: "COUNT", field: "count", fieldType: "INTEGER", putAggregationInto: "count" }];
		await query(world, { query: { clause: time, grouped: true, aggregations } });
	});

	test("by the interval of the thing", async () => {
		const world = await withTemperatures([1, 2, 3, 4], "1_MINUTE");
		const { groupedResults } = await query(world, { query: { clause: time, grouped: true } });
		assert.deepEqual(groupedResults?.[1], {
			range: { from: start + minute, to: start + 2 * minute },
			objects: [{ temperature: 2, _created: start + minute }],
		});
		assert.equal(groupedResults?.length, 4);
	});

	test("by a quarter of an hour without one; a clause chooses", async () => {
		const world = await withTemperatures(Array.from({ length: 20 }, (_, index) => index));
		const even = { type: "or", clauses: [0, 2, 16].map((value) => ({ type: "eq", field: "temperature", value })) };
		const { groupedResults } = await query(world, {
			query: { clause: { type: "and", clauses: [even, time] }, grouped: true },
		});
		assert.deepEqual(
			groupedResults?.map((group) => [
				(group.range.from - start) / minute,
				"objects" in group && created(group.objects),
			]),
			[
				[0, [0, 2]],
				[15, [16]],
			],
		);
	});

	test("needs a time range", async () => {
		const world = await withTemperatures([1]);
		await assert.rejects(query(world, { query: { clause: all, grouped: true } }), { errorCode: "INVALID_INPUT_DATA" });
	});
});

describe("aggregated", () => {
	const aggregation = (type: string, fieldType = "DECIMAL") => ({
		type,
		field: "temperature",
		fieldType,
		putAggregationInto: type.toLowerCase(),
	});
	const aggregations = ["COUNT", "SUM", "MAX", "MIN", "MEAN"].map((type) => aggregation(type));

	test("COUNT SUM MAX MIN MEAN, with the object of MAX and MIN", async () => {
		const world = await withTemperatures([3, 1.5, "hot", 4.5]);
		const { groupedResults } = await query(world, { query: { clause: time, grouped: true, aggregations } });
		assert.deepEqual(groupedResults, [
			{
				range: { from: start, to: start + 15 * minute },
				aggregations: [
					{ name: "count", value: 3 },
					{ name: "sum", value: 9 },
					{ name: "max", value: 4.5, object: { temperature: 4.5, _created: start + 3 * minute } },
					{ name: "min", value: 1.5, object: { temperature: 1.5, _created: start + minute } },
					{ name: "mean", value: 3 },
				],
			},
		]);
	});

	test("values of another type do not count", async () => {
		const world = await withTemperatures([1, 1.5, true, [1], { a: 1 }, null, "1"]);
		for (const [fieldType, value] of [
			["INTEGER", 1],
			["DECIMAL", 2],
			["BOOLEAN", 1],
			["ARRAY", 1],
			["OBJECT", 1],
		] as const) {
			const { groupedResults } = await query(world, {
				query: { clause: time, grouped: true, aggregations: [aggregation("COUNT", fieldType)] },
			});
			assert.deepEqual(
				groupedResults?.map((group) => "aggregations" in group && group.aggregations),
				[[{ name: "count", value }]],
			);
		}
	});

	test("a group without a number has no MAX, MIN and MEAN", async () => {
		const world = await withTemperatures(["x"]);
		const { groupedResults } = await query(world, { query: { clause: time, grouped: true, aggregations } });
		assert.deepEqual(
			groupedResults?.map((group) => "aggregations" in group && group.aggregations),
			[
				[
					{ name: "count", value: 0 },
					{ name: "sum", value: 0 },
				],
			],
		);
	});

	for (const [name, wrong] of [
		["no array", {}],
		["no object", [1]],
		["an unknown function", [aggregation("MEDIAN")]],
		["an unknown type of field", [aggregation("MAX", "STRING")]],
		["the sum of booleans", [aggregation("SUM", "BOOLEAN")]],
		["no field", [{ ...aggregation("MAX"), field: "" }]],
		["a name that is none", [{ ...aggregation("MAX"), putAggregationInto: 1 }]],
		["one name twice", [aggregation("MAX"), aggregation("MAX")]],
		["more than 20", Array.from({ length: 21 }, (_, n) => ({ ...aggregation("MAX"), putAggregationInto: `max${n}` }))],
	] as const) {
		test(`${name} is refused`, async () => {
			const world = await withTemperatures([1]);
			await assert.rejects(query(world, { query: { clause: time, grouped: true, aggregations: wrong } }), {
				errorCode: "INVALID_INPUT_DATA",
			});
		});
	}

	test("only of groups", async () => {
		const world = await withTemperatures([1]);
		await assert.rejects(query(world, { query: { clause: time, aggregations } }), { errorCode: "INVALID_INPUT_DATA" });
	});
});
