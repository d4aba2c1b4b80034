import assert from "node:assert/strict";
import { test } from "node:test";
import { seededIds } from "../../src/system/random-ids.ts";
import { type QueuedTimer, TimerQueue } from "../../src/system/timer-queue.ts";

/** Takes all out, in their order. */
function drain(queue: TimerQueue): QueuedTimer[] {
	const taken: QueuedTimer[] = [];
	for (let timer = queue.first; timer !== undefined; timer = queue.first) {
		queue.remove(timer);
		taken.push(timer);
	}
	return taken;
}

test("timers come out by their time, then by the order in which they were set, whatever was removed", () => {
	const ids = seededIds("timer queue");
	for (let round = 0; round < 50; round++) {
		const queue = new TimerQueue();
		const timers = Array.from(ids.bytes(200), (due, order): QueuedTimer => {
			const timer = { due: due % 50, order, callback: () => {}, place: -1 };
			queue.add(timer);
			return timer;
		});
		const removed = new Set(timers.filter((_, index) => index % 3 === round % 3));
		for (const timer of removed) {
			queue.remove(timer);
			queue.remove(timer);
		}
		const left = timers.filter((timer) => !removed.has(timer));
		assert.equal(queue.size, left.length);
		assert.deepEqual(
			drain(queue),
			left.toSorted((a, b) => a.due - b.due || a.order - b.order),
		);
		assert.equal(queue.size, 0);
	}
});

test("shifting moves all by the same", () => {
	const queue = new TimerQueue();
	for (const due of [30, 10, 20]) queue.add({ due, order: due, callback: () => {}, place: -1 });
	queue.shift(-5);
	assert.deepEqual(
		drain(queue).map(({ due }) => due),
		[5, 15, 25],
	);
});
