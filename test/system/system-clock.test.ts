import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { systemClock } from "../../src/system/system-clock.ts";

function elapsed(delay: number): Promise<void> {
	// The clock's timers do not keep the process alive, so the test must.
	const alive = setInterval(() => {}, 1000);
	return new Promise<void>((resolve) => systemClock.setTimeout(resolve, delay)).finally(() => clearInterval(alive));
}

test("now is Unix time in milliseconds", () => {
	const before = Date.now();
	const now = systemClock.now();
	assert.ok(before <= now && now <= Date.now());
});

test("a timer fires once", async () => {
	let calls = 0;
	systemClock.setTimeout(() => calls++, 1);
	await elapsed(20);
	assert.equal(calls, 1);
});

test("a delay of zero, below zero or not a number fires at once", async () => {
	await Promise.all([elapsed(0), elapsed(-5), elapsed(Number.NaN)]);
});

test("a cancelled timer never fires, and cancelling twice does no harm", async () => {
	const timer = systemClock.setTimeout(() => assert.fail("fired"), 1);
	timer.cancel();
	timer.cancel();
	await elapsed(10);
});

test("a delay beyond what Node's timers hold does not fire early", async () => {
	const fired: number[] = [];
	const timers = [2 ** 31, 2 ** 31 * 1000, Number.POSITIVE_INFINITY].map((delay) =>
		systemClock.setTimeout(() => fired.push(delay), delay),
	);
	await elapsed(20);
	for (const timer of timers) timer.cancel();
	assert.deepEqual(fired, []);
});

test("a delay beyond what Node's timers hold is waited for in full", (t) => {
	t.mock.timers.enable({ apis: ["setTimeout"] });
	let fired = false;
	systemClock.setTimeout(() => {
		fired = true;
	}, 2 ** 32);
	// The mock does not run what a timer sets while it ticks past it, so it goes by the steps.
	t.mock.timers.tick(2 ** 31 - 1);
	t.mock.timers.tick(2 ** 31 - 1);
	t.mock.timers.tick(1);
	assert.equal(fired, false);
	t.mock.timers.tick(1);
	assert.equal(fired, true);
});

test("a pending timer does not keep the process alive", () => {
	const clock = new URL("../../src/system/system-clock.js", import.meta.url);
	const program = `import { systemClock } from ${JSON.stringify(clock.href)}; systemClock.setTimeout(() => {}, 2 ** 40);`;
	const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { timeout: 60_000 });
	assert.equal(status, 0, stderr.toString());
});
