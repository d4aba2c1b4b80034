import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createActivity } from "../../src/system/activity.ts";

/** Whether a promise has settled, many turns later. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
	let done = false;
	void promise.then(() => {
		done = true;
	});
	for (let turn = 0; turn < 20; turn++) await nextTurn();
	return done;
}

function work(): { promise: Promise<void>; end(): void; fail(): void } {
	let end = () => {};
	let fail = () => {};
	const promise = new Promise<void>((resolve, reject) => {
		end = resolve;
		fail = () => reject(new Error("failed"));
	});
	return { promise, end: () => end(), fail: () => fail() };
}

test("an app is settled when its work is done, whatever others do", async () => {
	const activity = createActivity();
	const [a, b] = [work(), work()];
	void activity.track("a", a.promise);
	void activity.track("b", b.promise);
	const [settledA, settledAll] = [activity.settled("a"), activity.settled()];
	assert.equal(await isDone(settledA), false);
	a.end();
	assert.equal(await isDone(settledA), true);
	assert.equal(await isDone(settledAll), false);
	assert.deepEqual([activity.count(), activity.count("a"), activity.count("b")], [1, 0, 1]);
	b.end();
	await settledAll;
	assert.equal(activity.count(), 0);
});

test("what work has begun a turn after it ended is waited for, too", async () => {
	const activity = createActivity();
	const [first, second] = [work(), work()];
	void activity.track("a", first.promise).then(async () => {
		await nextTurn();
		void activity.track("a", second.promise);
	});
	const settled = activity.settled("a");
	first.end();
	assert.equal(await isDone(settled), false);
	second.end();
	await settled;
});

test("work that fails is done, and its error is the caller's", async () => {
	const activity = createActivity();
	const failing = work();
	const tracked = activity.track("a", failing.promise);
	failing.fail();
	await assert.rejects(tracked, /failed/);
	await assert.rejects(
		activity.run("a", () => {
			throw new Error("at once");
		}),
		/at once/,
	);
	await activity.settled();
});

test("work that waits for a later time is not counted while it waits", async () => {
	const activity = createActivity();
	const wait = work();
	const rest = work();
	const running = activity.run("a", async () => {
		await activity.pause("a", wait.promise);
		await rest.promise;
	});
	await activity.settled("a");
	wait.end();
	await nextTurn();
	const settled = activity.settled("a");
	assert.equal(await isDone(settled), false);
	rest.end();
	await Promise.all([running, settled]);
});

test("nothing is kept of an app without work", async () => {
	const activity = createActivity();
	await activity.settled("never seen");
	assert.equal(await activity.run(undefined, () => 42), 42);
	assert.equal(activity.count(), 0);
});
