import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "../../src/system/manual-clock.ts";

test("time stands still until it is advanced", async () => {
	const clock = new ManualClock(1000);
	clock.setTimeout(() => assert.fail("fired"), 1);
	await new Promise((resolve) => setTimeout(resolve, 5));
	assert.equal(clock.now(), 1000);
	await clock.advance(0);
	assert.equal(clock.now(), 1000);
});

test("two clocks start at the same, recent time", () => {
	assert.equal(new ManualClock().now(), new ManualClock().now());
	assert.ok(new ManualClock().now() > Date.UTC(2025, 0, 1));
});

test("timers run in the order of their due time, those of equal time in the order they were set", async () => {
	const clock = new ManualClock(0);
	const ran: string[] = [];
	for (const [name, delay] of [
		["c", 30],
		["a", 10],
		["b1", 20],
		["b2", 20],
		["d", 41],
	] as const) {
		clock.setTimeout(() => ran.push(`${name}@${clock.now()}`), delay);
	}
	await clock.advance(40);
	assert.deepEqual(ran, ["a@10", "b1@20", "b2@20", "c@30"]);
	assert.equal(clock.now(), 40);
	assert.equal(clock.pendingTimers, 1);
	await clock.advance(1);
	assert.equal(ran.at(-1), "d@41");
});

test("a timer set by a timer runs in the same advance if it falls due", async () => {
	const clock = new ManualClock(0);
	const ran: number[] = [];
	const again = () => {
		ran.push(clock.now());
		clock.setTimeout(again, 10);
	};
	clock.setTimeout(again, 10);
	await clock.advance(35);
	assert.deepEqual(ran, [10, 20, 30]);
});

test("promises and immediates that a timer starts settle before the next timer", async () => {
	const clock = new ManualClock(0);
	const ran: string[] = [];
	clock.setTimeout(async () => {
		await new Promise((resolve) => setImmediate(resolve));
		await null;
		await new Promise((resolve) => setImmediate(resolve));
		ran.push(`settled@${clock.now()}`);
		clock.setTimeout(() => ran.push(`inner@${clock.now()}`), 5);
	}, 10);
	clock.setTimeout(() => ran.push(`outer@${clock.now()}`), 20);
	await clock.advance(20);
	assert.deepEqual(ran, ["settled@10", "inner@15", "outer@20"]);
});

test("a cancelled timer never runs, even when cancelled by an earlier one", async () => {
	const clock = new ManualClock(0);
	const cancelled = clock.setTimeout(() => assert.fail("ran"), 2);
	clock.setTimeout(() => cancelled.cancel(), 1);
	await clock.advance(10);
	assert.equal(clock.pendingTimers, 0);
});

test("a timer without delay waits for the clock, and cannot stop time by setting itself again", async () => {
	const clock = new ManualClock(0);
	let runs = 0;
	const again = () => {
		runs++;
		clock.setTimeout(again, runs % 2 === 0 ? 0 : Number.NaN);
	};
	clock.setTimeout(again, -1);
	assert.equal(runs, 0);
	await clock.advance(5);
	assert.equal(runs, 5);
});

test("concurrent advances run one after the other", async () => {
	const clock = new ManualClock(0);
	const ran: number[] = [];
	for (const delay of [5, 15]) clock.setTimeout(() => ran.push(clock.now()), delay);
	await Promise.all([clock.advance(10), clock.advance(10)]);
	assert.deepEqual(ran, [5, 15]);
	assert.equal(clock.now(), 20);
});

test("what a callback throws comes out of advance, and the clock goes on", async () => {
	const clock = new ManualClock(0);
	clock.setTimeout(() => {
		throw new Error("boom");
	}, 1);
	await assert.rejects(clock.advance(5), /boom/);
	await clock.advance(5);
	assert.equal(clock.now(), 6);
});

test("time does not go backwards", async () => {
	const clock = new ManualClock();
	await assert.rejects(clock.advance(-1), RangeError);
	await assert.rejects(clock.advance(Number.POSITIVE_INFINITY), RangeError);
});
