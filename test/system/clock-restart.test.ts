import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clocks, start } from "./clocks.ts";

const hour = 3_600_000;

describe("a restart", () => {
	test("is as at the start at once; no timer runs, each keeps what was left", async () => {
		const { base, control, clockOf, timer, ran, restart } = clocks();
		await control.of("one").set(start + 5 * hour);
		await control.freeze(start + 2 * hour);
		timer("a", 1000);
		timer("b", 2000, "one");
		restart();
		assert.deepEqual([clockOf().now(), clockOf("one").now(), control.state().mode], [start, start, "real"]);
		await base.advance(1999);
		assert.deepEqual(ran, ["a@1000"]);
		await base.advance(1);
		assert.deepEqual(ran, ["a@1000", "b@2000"]);
	});

	test("of an app leaves the others alone", async () => {
		const { control, clockOf, restart, atStart } = clocks();
		await control.freeze(start + 2 * hour);
		await control.of("one").set(start + 5 * hour);
		await control.of("two").set(start + 6 * hour);
		assert.deepEqual([atStart("one").now(), atStart().now()], [start + 2 * hour, start]);
		restart("one");
		assert.equal(clockOf("one").now(), start + 2 * hour);
		assert.equal(clockOf("two").now(), start + 6 * hour);
		assert.equal(control.state().now, start + 2 * hour);
	});

	test("of an app ends what moves its clock; what moves that of another app, or all, goes on", async () => {
		const { activity, control, restart } = clocks();
		const ends: (() => void)[] = [];
		for (const app of ["one", "two"]) void activity.track(app, new Promise<void>((resolve) => ends.push(resolve)));
		const one = control.of("one").advance(hour);
		const two = control.of("two").advance(hour);
		await new Promise((resolve) => setImmediate(resolve));
		restart("one");
		await assert.rejects(one, { code: "OPERATION_NOT_ALLOWED" });
		// Nothing of it waits for the other app.
		assert.equal((await control.of("three").advance(hour)).mode, "real");
		const all = control.advance(hour);
		await new Promise((resolve) => setImmediate(resolve));
		restart("three");
		for (const end of ends) end();
		assert.equal((await two).offset, hour);
		assert.equal((await all).offset, hour);
	});

	test("ends what is moving a clock", async () => {
		const { activity, control, clockOf, restart } = clocks();
		let end = () => {};
		void activity.track("one", new Promise<void>((resolve) => (end = resolve)));
		const advancing = control.advance(hour);
		const next = control.advance(hour);
		await new Promise((resolve) => setImmediate(resolve));
		restart();
		await assert.rejects(advancing, { code: "OPERATION_NOT_ALLOWED" });
		await assert.rejects(next, { code: "OPERATION_NOT_ALLOWED" });
		end();
		await control.advance(1);
		assert.equal(clockOf().now(), start + 1);
	});
});

describe("a call that moves a clock", () => {
	test("is ended where it has come to by cancel, with those that wait behind it; the clock goes on from there", async () => {
		const { base, control, clockOf, ran, timer } = clocks();
		timer("a", 10);
		clockOf().setTimeout(() => {
			assert.deepEqual(
				[control.state().movingTo, control.state().ranTimers, control.state().now],
				[start + hour, 1, start + 20],
			);
			control.cancel();
		}, 20);
		timer("c", 30);
		const [first, second] = [control.advance(hour), control.advance(hour)];
		await assert.rejects(first, { code: "OPERATION_NOT_ALLOWED", message: /cancelled at 2026-01-01T00:00:00\.020Z/ });
		await assert.rejects(second, { code: "OPERATION_NOT_ALLOWED" });
		assert.deepEqual(ran, ["a@10"]);
		assert.deepEqual([control.state().mode, control.state().now], ["real", start + 20]);
		assert.equal(control.state().movingTo, undefined);
		await base.advance(10);
		assert.deepEqual(ran, ["a@10", "c@30"]);
	});

	test("is ended by its signal, a standing clock standing where it has come to; that of an app ends by itself", async () => {
		const { control, clockOf, ran, timer } = clocks();
		await control.freeze();
		const giving = new AbortController();
		clockOf("app").setTimeout(() => giving.abort(new Error("enough")), 20);
		timer("b", 30, "app");
		await assert.rejects(control.of("app").advance(hour, giving.signal), /enough/);
		assert.deepEqual([control.of("app").state().mode, clockOf("app").now()], ["frozen", start + 20]);
		await assert.rejects(control.advance(hour, giving.signal), /enough/);
		control.cancel();
		await control.of("app").advance(10);
		assert.deepEqual(ran, ["b@30"]);
		assert.equal(clockOf().now(), start);
	});
});
