import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clocks, start } from "./clocks.ts";

const hour = 3_600_000;

describe("a clock that nobody moves", () => {
	test("goes with its base", async () => {
		const { base, clockOf, control, timer, ran } = clocks();
		timer("b", 2000);
		timer("a", 1000, "app");
		await base.advance(1500);
		assert.deepEqual(ran, ["a@1000"]);
		assert.equal(clockOf("app").now(), start + 1500);
		assert.deepEqual(control.state(), {
			mode: "real",
			now: start + 1500,
			iso: "2026-01-01T00:00:01.500Z",
			offset: 0,
			pendingTimers: 1,
		});
	});

	test("costs its base one timer, and none when all are cancelled", () => {
		const { base, timer, control } = clocks();
		const timers = Array.from({ length: 1000 }, (_, index) => timer("x", 1000 - index));
		assert.deepEqual([base.pendingTimers, control.state().pendingTimers], [1, 1000]);
		for (const each of timers) each.cancel();
		assert.deepEqual([base.pendingTimers, control.state().pendingTimers], [0, 0]);
	});

	test("waits longer than a system timer can", async () => {
		const { control, timer, ran } = clocks();
		timer("far", 2 ** 31 + 5);
		await control.advance(2 ** 31 + 4);
		assert.deepEqual(ran, []);
		await control.advance(1);
		assert.deepEqual(ran, [`far@${2 ** 31 + 5}`]);
	});
});

describe("advance", () => {
	test("runs what falls due in the order of its time, over all apps, the time being that", async () => {
		const { control, timer, ran } = clocks();
		await control.freeze();
		timer("c", 30, "one");
		timer("a", 10, "two");
		timer("b1", 20);
		timer("b2", 20, "one");
		timer("late", 41);
		const { now, ranTimers, pendingTimers, offset } = await control.advance(40);
		assert.deepEqual(ran, ["a@10", "b1@20", "b2@20", "c@30"]);
		assert.deepEqual([now - start, ranTimers, pendingTimers, offset], [40, 4, 1, 40]);
	});

	test("meets what is set on the way, in a clock that goes on as well", async () => {
		const { base, control, clockOf, ran } = clocks();
		const clock = clockOf("app");
		const again = () => {
			ran.push(`${clock.now() - start}`);
			clock.setTimeout(again, 10);
		};
		clock.setTimeout(again, 10);
		const { mode, offset } = await control.advance(35);
		assert.deepEqual(ran, ["10", "20", "30"]);
		assert.deepEqual([mode, offset, clock.now() - start], ["real", 35, 35]);
		await base.advance(5);
		assert.deepEqual([ran.at(-1), clock.now() - start], ["40", 40]);
	});

	test("waits for the work that a timer begins before the next one, and before it answers", async () => {
		const { activity, control, clockOf, timer, ran } = clocks();
		clockOf("app").setTimeout(() => {
			void activity.run("app", async () => {
				await new Promise((resolve) => setTimeout(resolve, 20));
				ran.push(`work@${clockOf("app").now() - start}`);
			});
		}, 10);
		clockOf().setTimeout(async () => {
			await new Promise((resolve) => setTimeout(resolve, 20));
			ran.push(`promise@${clockOf().now() - start}`);
		}, 20);
		timer("next", 30);
		await control.advance(100);
		assert.deepEqual(ran, ["work@10", "promise@20", "next@30"]);
	});

	test("comes one after the other", async () => {
		const { control, timer, ran, clockOf } = clocks();
		timer("a", 10);
		timer("b", 20);
		await Promise.all([control.advance(15), control.advance(15)]);
		assert.deepEqual([...ran, clockOf().now() - start], ["a@10", "b@20", 30]);
	});

	test("runs all, then rejects with what a timer has thrown", async () => {
		const { control, clockOf, timer, ran } = clocks();
		clockOf().setTimeout(() => {
			throw new Error("thrown");
		}, 5);
		timer("a", 10);
		await assert.rejects(control.advance(20), /thrown/);
		assert.deepEqual([...ran, clockOf().now() - start], ["a@10", 20]);
	});

	test("refuses what is no duration or leads beyond the year 9998", async () => {
		const { control } = clocks();
		for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e15, 253_370_764_800_000 - start]) {
			await assert.rejects(control.advance(ms), RangeError, `${ms}`);
		}
		assert.equal(control.state().now, start);
	});
});

describe("freeze, set and resume", () => {
	test("a frozen clock runs nothing, and goes on from where it stood", async () => {
		const { base, control, clockOf, timer, ran } = clocks();
		timer("a", 1000);
		await control.freeze();
		await base.advance(hour);
		assert.deepEqual([ran.length, clockOf().now()], [0, start]);
		assert.deepEqual(control.state(), {
			mode: "frozen",
			now: start,
			iso: "2026-01-01T00:00:00.000Z",
			offset: -hour,
			pendingTimers: 1,
		});
		await control.resume();
		await base.advance(999);
		assert.deepEqual(ran, []);
		await base.advance(1);
		assert.deepEqual(ran, ["a@1000"]);
	});

	test("a time can be given as milliseconds, text or Date, and nothing else", async () => {
		const { control } = clocks();
		for (const at of [start + hour, "2026-01-01T01:00:00Z", "2026-01-01T02:00:00.000+01:00", new Date(start + hour)]) {
			assert.equal((await control.freeze(at)).now, start + hour);
		}
		for (const at of [
			"tomorrow",
			"",
			"1",
			"2026-13-01",
			"2030-02-30",
			"2026-02-29T00:00:00Z",
			"9999-01-01",
			"9999-12-31T23:59:59.999Z",
			-1,
			Number.NaN,
			1e18,
			new Date(Number.NaN),
		]) {
			await assert.rejects(control.set(at), RangeError, `${at}`);
			await assert.rejects(control.freeze(at), RangeError, `${at}`);
		}
	});

	test("set forward runs what falls due on the way, and leaves the clock going or standing", async () => {
		const { control, timer, ran } = clocks();
		timer("a", 1000);
		assert.equal((await control.set(start + 5000)).mode, "real");
		assert.deepEqual(ran, ["a@1000"]);
		await control.freeze();
		assert.equal((await control.set(start + 6000)).mode, "frozen");
	});

	test("set back keeps what was left of each delay, and says of which apps", async () => {
		const { control, timer, ran, setBack, clockOf } = clocks();
		await control.set(start + 2 * hour);
		timer("a", 1000, "one");
		clockOf("two");
		await control.set(start + hour);
		assert.deepEqual([setBack, ran], [[`one@${hour}`, `two@${hour}`], []]);
		await control.advance(999);
		assert.deepEqual(ran, []);
		await control.advance(1);
		assert.deepEqual(ran, [`a@${hour + 1000}`]);
	});
});

describe("the clock of an app", () => {
	test("follows the emulator's until it is moved, and again after a reset", async () => {
		const { base, control, clockOf, timer, ran } = clocks();
		timer("mine", 10, "one");
		timer("other's", 10, "two");
		await control.of("one").freeze();
		await control.advance(hour);
		assert.deepEqual([clockOf("one").now() - start, clockOf("two").now() - start], [0, hour]);
		assert.deepEqual(ran, ["other's@10"]);
		assert.equal(control.state().pendingTimers, 0);
		await control.of("one").advance(5);
		assert.equal(control.of("one").state().pendingTimers, 1);
		await control.of("one").reset();
		assert.deepEqual([ran.at(-1), clockOf("one").now() - start], [`mine@${hour}`, hour]);
		await base.advance(1);
		assert.equal(clockOf("one").now(), clockOf().now());
	});

	test("is put back with the others by a reset of all; an overdue timer runs once, at the time it is then", async () => {
		const { base, control, clockOf, ran } = clocks();
		await control.freeze();
		await control.of("one").set(start + hour);
		const clock = clockOf("two");
		const again = () => {
			ran.push(`${clock.now() - start}`);
			clock.setTimeout(again, hour);
		};
		clock.setTimeout(again, hour);
		await base.advance(24 * hour);
		const state = await control.reset();
		assert.deepEqual([state.mode, state.offset, ran], ["real", 0, [`${24 * hour}`]]);
		assert.equal(clockOf("one").now(), base.now());
	});
});

test("closing ends what waits, and no timer is set any more", async () => {
	const { activity, base, control, close, timer } = clocks();
	timer("a", 10, "one");
	void activity.track("one", new Promise<void>(() => {}));
	const advancing = control.advance(hour);
	await new Promise((resolve) => setImmediate(resolve));
	close();
	await assert.rejects(advancing, { code: "EMULATOR_CLOSING" });
	await assert.rejects(control.freeze(), { code: "EMULATOR_CLOSING" });
	timer("b", 10);
	assert.equal(base.pendingTimers, 0);
});
