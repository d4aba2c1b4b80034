import assert from "node:assert/strict";
import { test } from "node:test";
import { cancelAlarm, cancelAlarms, renewAlarms, setAlarm } from "../../src/core/alarms.ts";
import { ManualClock } from "../../src/system/manual-clock.ts";
import { createTestCore } from "../helpers/core.ts";

const hourly = (after: number) => Math.floor(after / 3_600_000 + 1) * 3_600_000;

test("an alarm goes off at each of its times, on the clock of its app", async () => {
	const { clock, ...core } = await createTestCore();
	const other = new ManualClock();
	const clocked = { ...core, clockOf: (appID?: string) => (appID === "other" ? other : clock) };
	const start = clock.now();
	const times: number[] = [];
	setAlarm(clocked, "app", "a", { next: hourly, due: () => times.push(clock.now() - start) });
	setAlarm(clocked, "other", "b", { next: hourly, due: () => times.push(-1) });
	await clock.advance(2 * 3_600_000);
	assert.deepEqual(times, [3_600_000, 7_200_000]);
	cancelAlarms(clocked, "app");
	assert.deepEqual([clock.pendingTimers, other.pendingTimers], [0, 1]);
	cancelAlarms(clocked);
	assert.equal(other.pendingTimers, 0);
});

test("what an alarm does counts as work under way of the app", async () => {
	const core = await createTestCore();
	let end = () => {};
	const work = new Promise<void>((resolve) => {
		end = resolve;
	});
	setAlarm(core, "app", "a", { next: (after) => (after < 1e15 ? after + 10 : undefined), due: () => work });
	const advancing = core.clock.advance(10);
	while (core.activity.count("app") === 0) await new Promise((resolve) => setImmediate(resolve));
	end();
	await advancing;
	assert.equal(core.activity.count("app"), 0);
	cancelAlarm(core, "a");
});

test("an alarm that is over comes again when the clock was set back and alarms are renewed", async () => {
	const core = await createTestCore();
	let now = 1000;
	const due: (() => unknown)[] = [];
	const clock = { now: () => now, setTimeout: (callback: () => unknown) => ({ cancel() {}, at: due.push(callback) }) };
	const clocked = { ...core, clockOf: () => clock };
	let rung = 0;
	setAlarm(clocked, "app", "once", { next: (after) => (after < 2000 ? 2000 : undefined), due: () => rung++ });
	now = 2000;
	await due.shift()?.();
	assert.deepEqual([rung, due.length], [1, 0]);
	now = 1500;
	renewAlarms(clocked, "elsewhere");
	assert.equal(due.length, 0);
	renewAlarms(clocked);
	now = 2000;
	await due.shift()?.();
	assert.equal(rung, 2);
	cancelAlarms(clocked);
});
