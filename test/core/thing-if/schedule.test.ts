import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { listCommands } from "../../../src/core/thing-if/command.ts";
import { nextRun } from "../../../src/core/thing-if/cron.ts";
import {
	createTrigger,
	deleteTrigger,
	deleteTriggersOf,
	enableTrigger,
	patchTrigger,
} from "../../../src/core/thing-if/trigger.ts";
import { appID } from "../../helpers/core.ts";
import { type ThingWorld, withThing } from "./with-thing.ts";

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const day = 24 * 60 * minute;

function schedule({ core, owner, target, issuer }: ThingWorld, predicate: object, name = "on") {
	return createTrigger(core, owner, target, {
		predicate,
		triggersWhat: "COMMAND",
		command: { schema: "lamp", schemaVersion: 1, actions: [{ [name]: {} }], issuer },
	});
}

const cron = (text: string) => ({ eventSource: "SCHEDULE", schedule: text });
const once = (scheduleAt: number) => ({ eventSource: "SCHEDULE_ONCE", scheduleAt });

/** When each command was made, and its action. */
async function fired({ core, owner, target }: ThingWorld): Promise<[number, string][]> {
	const { commands } = await listCommands(core, owner, target, { bestEffortLimit: "200" });
	return commands.map(({ createdAt, actions }) => [createdAt - start, Object.keys(actions[0] ?? {})[0] ?? ""]);
}

const times = async (world: ThingWorld) => (await fired(world)).map(([at]) => at);

describe("a schedule", () => {
	test("fires each time, at its time", async () => {
		const world = await withThing();
		await schedule(world, cron("*/15 * * * *"));
		await world.core.clock.advance(60 * minute);
		assert.deepEqual(
			await times(world),
			[15, 30, 45, 60].map((minutes) => minutes * minute),
		);
		assert.equal(world.core.pushed.length, 4);
	});

	test("is in UTC", async () => {
		const world = await withThing();
		await schedule(world, cron("0 9 * * *"));
		await world.core.clock.advance(2 * day);
		assert.deepEqual(await times(world), [9 * 60 * minute, day + 9 * 60 * minute]);
	});

	test("waits for weeks", async () => {
		const world = await withThing();
		await schedule(world, cron("0 0 1 4 *"));
		await world.core.clock.advance(365 * day);
		assert.deepEqual(await times(world), [Date.UTC(2026, 3, 1) - start]);
	});

	test("and another fire in the order of their times", async () => {
		const world = await withThing();
		await schedule(world, cron("*/2 * * * *"), "two");
		await schedule(world, cron("*/3 * * * *"), "three");
		await schedule(world, once(start + 3 * minute - 1), "once");
		await world.core.clock.advance(4 * minute);
		assert.deepEqual(await fired(world), [
			[2 * minute, "two"],
			[3 * minute - 1, "once"],
			[3 * minute, "three"],
			[4 * minute, "two"],
		]);
	});

	test("does not come twice when a timer is early", async () => {
		const world = await withThing();
		const delays: number[] = [];
		const callbacks: (() => void)[] = [];
		const clock = {
			now: () => world.core.clock.now(),
			setTimeout(callback: () => void, delay: number) {
				delays.push(delay);
				callbacks.push(callback);
				return { cancel() {} };
			},
		};
		await world.core.clock.advance(1);
		const core = { ...world.core, clockOf: () => clock };
		const { owner, target, issuer } = world;
		await createTrigger(core, owner, target, {
			predicate: cron("* * * * *"),
			triggersWhat: "COMMAND",
			command: { schema: "lamp", schemaVersion: 1, actions: [{ on: {} }], issuer },
		});
		await world.core.clock.advance(minute - 2);
		callbacks[0]?.();
		assert.deepEqual(delays, [minute - 1, minute + 1]);
	});

	test("stops when its trigger is disabled, and goes on when it is enabled", async () => {
		const world = await withThing();
		const { core, owner, target } = world;
		const { triggerID } = await schedule(world, cron("* * * * *"));
		await core.clock.advance(minute);
		await enableTrigger(core, owner, target, triggerID, false);
		const { pendingTimers } = core.clock;
		await core.clock.advance(5 * minute);
		await enableTrigger(core, owner, target, triggerID, true);
		assert.equal(core.clock.pendingTimers, pendingTimers + 1);
		await core.clock.advance(minute);
		assert.deepEqual(await times(world), [minute, 7 * minute]);
	});

	test("stops when its trigger is deleted, or all triggers of its thing", async () => {
		const world = await withThing();
		const { core, owner, target, thingID } = world;
		const { pendingTimers } = core.clock;
		const { triggerID } = await schedule(world, cron("* * * * *"));
		await schedule(world, cron("* * * * *"));
		await deleteTrigger(core, owner, target, triggerID);
		await deleteTriggersOf(core, appID, thingID);
		assert.equal(core.clock.pendingTimers, pendingTimers);
		await core.clock.advance(5 * minute);
		assert.deepEqual(await times(world), []);
	});

	test("changes with its trigger", async () => {
		const world = await withThing();
		const { core, owner, target } = world;
		const { triggerID } = await schedule(world, cron("* * * * *"));
		const patch = (predicate: object) => patchTrigger(core, owner, target, triggerID, { predicate });
		await patch(cron("*/5 * * * *"));
		await core.clock.advance(9 * minute);
		await patch(once(start + 9 * minute + 1));
		await core.clock.advance(minute);
		await patch({
			eventSource: "STATES",
			condition: { type: "eq", field: "power", value: true },
			triggersWhen: "CONDITION_TRUE",
		});
		await core.clock.advance(day);
		assert.deepEqual(await times(world), [5 * minute, 9 * minute + 1]);
		await world.put({ power: true });
		assert.equal((await times(world)).length, 3);
	});

	test("ends with the data", async () => {
		const world = await withThing();
		const { core } = world;
		const { pendingTimers } = core.clock;
		await schedule(world, cron("* * * * *"));
		await core.store.clear("");
		await core.clock.advance(2 * minute);
		assert.equal(core.pushed.length, 0);
		assert.equal(core.clock.pendingTimers, pendingTimers);
	});
});

describe("a time", () => {
	test("fires once", async () => {
		const world = await withThing();
		const { pendingTimers } = world.core.clock;
		await schedule(world, once(start + 40 * day));
		await world.core.clock.advance(100 * day);
		assert.deepEqual(await times(world), [40 * day]);
		assert.equal(world.core.clock.pendingTimers, pendingTimers);
	});

	test("that passes while its trigger is disabled does not fire", async () => {
		const world = await withThing();
		const { core, owner, target } = world;
		const { triggerID } = await schedule(world, once(start + minute));
		await enableTrigger(core, owner, target, triggerID, false);
		await core.clock.advance(2 * minute);
		await enableTrigger(core, owner, target, triggerID, true);
		await core.clock.advance(day);
		assert.deepEqual(await times(world), []);
	});
});

describe("a cron expression", () => {
	for (const [text, expected] of [
		["* * * * *", minute],
		["5 * * * *", 5 * minute],
		["0-10/5 * * * *", 5 * minute],
		["0 12 1 * *", 12 * 60 * minute],
		["0 0 * * MON", 4 * day],
		["0 0 * * 7", 3 * day],
		["0 0 2 jan *", day],
		[" 1,2\t* *  * * ", minute],
	] as const) {
		test(JSON.stringify(text), () => assert.equal(nextRun(text, start), start + expected));
	}

	for (const text of [
		"",
		"* * * *",
		"* * * * * *",
		"60 * * * *",
		"* * L * *",
		"* * * * MON#2",
		"? * * * *",
		"5/10 * * * *",
		`${"1,".repeat(100)}1 * * * *`,
	]) {
		test(`${JSON.stringify(text)} is none`, () => assert.equal(nextRun(text, start), undefined));
	}
});
