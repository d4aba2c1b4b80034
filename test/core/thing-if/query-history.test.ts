import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { queryHistory } from "../../../src/core/thing-if/query-history.ts";
import { patchState } from "../../../src/core/thing-if/state.ts";
import { uploadStates } from "../../../src/core/thing-if/state-upload.ts";
import { createTrigger } from "../../../src/core/thing-if/trigger.ts";
import { type ThingWorld, withThing } from "./with-thing.ts";

const minute = 60_000;
const all = { type: "all" };
const start = Date.UTC(2026, 0, 1);
const time = { type: "withinTimeRange", lowerLimit: start, upperLimit: start + 60 * minute };

/** Temperatures of the alias `ac`, one a minute. */
async function withTemperatures(temperatures: readonly unknown[], interval?: string): Promise<ThingWorld> {
	const world = await withThing({}, interval === undefined ? {} : { dataGroupingInterval: interval });
	for (const temperature of temperatures) {
		await world.put({ ac: { temperature } });
		await world.core.clock.advance(minute);
	}
	return world;
}

function query({ core, owner, target }: ThingWorld, body: object, alias: string | undefined = "ac") {
	return queryHistory(core, owner, target, alias, body);
}

const created = (results: readonly { readonly _created?: unknown }[] = []) =>
	results.map(({ _created }) => (Number(_created) - start) / minute);

describe("ungrouped", () => {
	test("states come from the oldest on, with the time of each", async () => {
		const world = await withTemperatures([11, 12]);
		assert.deepEqual(await query(world, { query: { clause: all } }), {
			results: [
				{ temperature: 11, _created: start },
				{ temperature: 12, _created: start + minute },
			],
		});
	});

	test("a clause chooses", async () => {
		const world = await withTemperatures([11, 12, 13]);
		const greater = { type: "range", field: "temperature", lowerLimit: 11, lowerIncluded: false };
		const { results } = await query(world, { query: { clause: greater, grouped: false }, firmwareVersion: "v1" });
		assert.deepEqual(created(results), [1, 2]);
		const none = await query(world, { query: { clause: { type: "eq", field: "temperature", value: 0 } } });
		assert.deepEqual(none, { results: [] });
		const times = { ...time, lowerLimit: start + 1, upperLimit: start + minute };
		const between = await query(world, { query: { clause: times } });
		assert.deepEqual(created(between.results), [1]);
	});

	test("pages follow each other", async () => {
		const world = await withTemperatures([1, 2, 3, 4, 5]);
		const odd = { type: "or", clauses: [1, 3, 5].map((value) => ({ type: "eq", field: "temperature", value })) };
		const first = await query(world, { query: { clause: odd }, bestEffortLimit: 2 });
		assert.deepEqual(created(first.results), [0, 2]);
		const { nextPaginationKey: paginationKey } = first;
		const second = await query(world, { query: { clause: odd }, bestEffortLimit: 2, paginationKey });
		assert.deepEqual(created(second.results), [4]);
		assert.equal(second.nextPaginationKey, undefined);
	});

	test("a history of many pages of the store is read throughout", async () => {
		const world = await withThing();
		for (let count = 0; count < 1100; count++) await world.put({ ac: { count } });
		const last = await query(world, { query: { clause: { type: "eq", field: "count", value: 1099 } } });
		assert.equal(last.results?.length, 1);
	});

	test("states of an alias that was not written again do not come again", async () => {
		const world = await withThing();
		const { core, thing, target } = world;
		await world.put({ ac: { temperature: 1 }, lamp: { power: true } });
		await patchState(core, thing, target, { ac: { temperature: 2 } }, "trait");
		assert.equal((await query(world, { query: { clause: all } })).results?.length, 2);
		assert.equal((await query(world, { query: { clause: all } }, "lamp")).results?.length, 1);
	});

	test("states without traits have a history of their own", async () => {
		const world = await withThing();
		await world.put({ value: 17, sensor: "TCB" });
		await world.put({ value: 18, sensor: "TCB" });
		const { core, owner, target } = world;
		const clauses = [
			{ type: "range", field: "value", upperLimit: 17.0 },
			{ type: "eq", field: "sensor", value: "TCB" },
		];
		assert.deepEqual(
			await queryHistory(core, owner, target, undefined, {
				query: { clause: { type: "and", clauses }, grouped: false },
			}),
			{
				queryDescription: "WHERE ( ( value <= 17 ) AND ( sensor = 'TCB' ) )",
				results: [{ value: 17, sensor: "TCB", _created: start }],
			},
		);
	});
});

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

test("a thing that never had such a state has no history of it", async () => {
	const world = await withTemperatures([1]);
	const { core, owner, target } = world;
	const body = { query: { clause: all } };
	const none = {
		errorCode: "STATE_HISTORY_NOT_AVAILABLE",
		status: 409,
		message: "Time series bucket does not exist",
	};
	await assert.rejects(query(world, body, "lamp"), none);
	await assert.rejects(queryHistory(core, owner, target, undefined, body), none);
	await assert.rejects(query(world, { query: { clause: time, grouped: true } }, "lamp"), none);
});

for (const [name, body] of [
	["no body", undefined],
	["no query", {}],
	["no clause", { query: {} }],
	["grouped that is no boolean", { query: { clause: all, grouped: "yes" } }],
	["a firmware version that is no text", { query: { clause: all }, firmwareVersion: 1 }],
	["a limit that is none", { query: { clause: all }, bestEffortLimit: -1 }],
	["a pagination key that is none", { query: { clause: all }, paginationKey: "?" }],
	["a pagination key that is no text", { query: { clause: all }, paginationKey: 1 }],
] as const) {
	test(`${name} is refused`, async () => {
		const { core, owner, target } = await withTemperatures([1]);
		await assert.rejects(queryHistory(core, owner, target, "ac", body), { errorCode: "INVALID_INPUT_DATA" });
	});
}

test("the oldest states of a thing go, whatever their alias", async () => {
	const world = await withThing({ historyLimit: 3 });
	await world.put({ lamp: { power: true } });
	for (const temperature of [1, 2, 3]) await world.put({ ac: { temperature } });
	const { results } = await query(world, { query: { clause: all } });
	assert.deepEqual(
		results?.map(({ temperature }) => temperature),
		[1, 2, 3],
	);
	await assert.rejects(query(world, { query: { clause: all } }, "lamp"), { errorCode: "STATE_HISTORY_NOT_AVAILABLE" });
	await world.put({ ac: { temperature: 4 } });
	assert.equal((await query(world, { query: { clause: all } })).results?.length, 3);
});

test("a state that is older than the current one takes its place in the history and fires nothing", async () => {
	const world = await withThing();
	const { core, owner, thing, target, issuer } = world;
	await createTrigger(core, owner, target, {
		predicate: {
			eventSource: "STATES",
			condition: { type: "eq", alias: "ac", field: "temperature", value: 1 },
			triggersWhen: "CONDITION_TRUE",
		},
		triggersWhat: "COMMAND",
		command: { actions: [{ ac: [{ turnPower: true }] }], issuer },
	});
	await world.put({ ac: { temperature: 2 } });
	const payload = { ac: { temperature: 1 } };
	await uploadStates(core, thing, target, { states: [{ generatedAt: start - minute, payload }] }, "put");
	const { results } = await query(world, { query: { clause: all } });
	assert.deepEqual(created(results), [-1, 0]);
	assert.equal(core.pushed.length, 0);
	await uploadStates(core, thing, target, { states: [{ generatedAt: start + minute, payload }] }, "put");
	assert.equal(core.pushed.length, 1);
});

test("a limit that is no number", async () => {
	const world = await withTemperatures([]);
	for (const bestEffortLimit of [{ toString: 1, valueOf: 1 }, ["5"], true]) {
		await assert.rejects(query(world, { query: { clause: time }, bestEffortLimit }), {
			errorCode: "INVALID_INPUT_DATA",
		});
	}
});
