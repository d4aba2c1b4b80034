import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createAppGate } from "../../src/emulator/app-gate.ts";

/** Whether a promise is settled, some turns of the event loop later. */
async function isDone(work: unknown): Promise<boolean> {
	let done = false;
	void Promise.resolve(work).then(() => {
		done = true;
	});
	for (let turn = 0; turn < 5; turn++) await nextTurn();
	return done;
}

test("an open gate lets in at once; a shut one makes wait", async () => {
	const gate = createAppGate();
	assert.equal(typeof gate.enter("a"), "function");
	await gate.shut("a");
	const entering = gate.enter("a");
	assert.equal(await isDone(entering), false);
	assert.equal(typeof gate.enter("b"), "function");
	gate.open("a");
	assert.equal(typeof (await entering), "function");
});

test("whoever does not know its app yet waits for every gate, and every gate for it", async () => {
	const gate = createAppGate();
	const leave = await gate.enter(undefined);
	await gate.shut("a");
	const quiet = gate.quiet("a");
	assert.equal(await isDone(quiet), false);
	assert.equal(await isDone(gate.enter(undefined)), false);
	leave();
	assert.equal(await isDone(quiet), true);
});

test("it is quiet when all have left that were let in, of that app or of any", async () => {
	const gate = createAppGate();
	const leaves = [await gate.enter("a"), await gate.enter("a"), await gate.enter("b")];
	await gate.shut(undefined);
	const quiet = gate.quiet(undefined);
	for (const leave of leaves) {
		assert.equal(await isDone(quiet), false);
		leave();
		leave();
	}
	assert.equal(await isDone(quiet), true);
});

test("it is shut by one at a time, and nobody slips in between two", async () => {
	const gate = createAppGate();
	await gate.shut("a");
	const second = gate.shut("a");
	const all = gate.shut(undefined);
	assert.equal(await isDone(second), false);
	const entering = gate.enter("a");
	gate.open("a");
	assert.equal(await isDone(second), true);
	assert.equal(await isDone(all), false);
	assert.equal(await isDone(gate.quiet("a")), true);
	assert.equal(await isDone(entering), false);
	gate.open("a");
	assert.equal(await isDone(all), true);
});

test("an epoch ends for one app, or for all", () => {
	const gate = createAppGate();
	const before = [gate.epoch("a"), gate.epoch("b")];
	gate.nextEpoch("a");
	assert.notEqual(gate.epoch("a"), before[0]);
	assert.equal(gate.epoch("b"), before[1]);
	gate.nextEpoch(undefined);
	assert.notEqual(gate.epoch("b"), before[1]);
});
