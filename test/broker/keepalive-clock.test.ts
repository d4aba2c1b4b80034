import assert from "node:assert/strict";
import { test } from "node:test";
import { Keepalive } from "../../src/broker/keepalive.ts";
import type { Clock } from "../../src/core/ports.ts";

test("a system time that is set back does not make the keepalive longer than it is", () => {
	let now = 1_000_000;
	const delays: number[] = [];
	let due: () => unknown = () => {};
	const clock: Clock = {
		now: () => now,
		setTimeout(callback, delay) {
			delays.push(delay);
			due = callback;
			return { cancel: () => {} };
		},
	};
	let silences = 0;
	new Keepalive(clock, 10, { isReading: true, silent: () => silences++ });
	now -= 500_000;
	due();
	assert.deepEqual(delays, [15_000, 15_000]);
	assert.equal(silences, 0);
	now += 15_000;
	due();
	assert.equal(silences, 1);
});
