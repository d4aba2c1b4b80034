import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { queryHistory } from "../../../src/core/thing-if/query-history.ts";
import { patchState } from "../../../src/core/thing-if/state.ts";
import { uploadStates } from "../../../src/core/thing-if/state-upload.ts";
import { createTrigger } from "../../../src/core/thing-if/trigger.ts";
import { all, created, minute, query, start, time, withTemperatures } from "./temperatures.ts";
import { withThing } from "./with-thing.ts";

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
