import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Run, run, running } from "./run.ts";

function folder(t: TestContext): string {
	const made = mkdtempSync(join(tmpdir(), "kii-emulator-"));
	t.after(() => rmSync(made, { recursive: true }));
	return made;
}

async function ready({ stdout }: Run): Promise<void> {
	while (stdout.length === 0) await nextTurn();
}

/** Never closes. */
const hanging = async () => ({ ...running, close: () => new Promise<void>(() => {}) });
const readyLine =
	"kii-emulator ready: http=http://h:1 https=https://h:2 mqtt=mqtt://h:3 mqtts=mqtts://h:4 ws=ws://h:5 wss=wss://h:6\n";

for (const signal of ["SIGTERM", "SIGINT"]) {
	test(`one ready line; after ${signal} the emulator closes and the exit code is 0`, async () => {
		let closed = 0;
		const started = run([], { start: async () => ({ ...running, close: async () => void closed++ }) });
		await ready(started);
		assert.equal(closed, 0);
		started.process.emit(signal, signal);
		assert.equal(await started.code, 0);
		assert.deepEqual([closed, started.stdout, started.stderr, started.exits], [1, [readyLine], [], []]);
		// Until the process has ended: else a second signal would make its code 130.
		assert.deepEqual(started.process.eventNames(), ["SIGTERM", "SIGINT"]);
		assert.equal(started.clock.pendingTimers, 0);
	});
}

test("a signal during the start lets it finish, closes, and no ready line is shown", async () => {
	let opened = () => {};
	const opening = new Promise<void>((resolve) => {
		opened = resolve;
	});
	const started = run([], { start: () => opening.then(() => running) });
	started.process.emit("SIGTERM", "SIGTERM");
	opened();
	assert.deepEqual([await started.code, started.stdout], [0, []]);
});

test("a second signal ends the process at once, with 1", async () => {
	const started = run([], { start: hanging });
	await ready(started);
	started.process.emit("SIGTERM", "SIGTERM");
	started.process.emit("SIGTERM", "SIGTERM");
	assert.deepEqual(started.exits, [1]);
	assert.deepEqual(started.stderr, ["kii-emulator: forced by another signal, SIGTERM\n"]);
});

test("a second SIGINT within a second is the same Ctrl-C", async () => {
	const started = run([], { start: hanging });
	await ready(started);
	started.process.emit("SIGINT", "SIGINT");
	await started.clock.advance(999);
	started.process.emit("SIGINT", "SIGINT");
	assert.deepEqual(started.exits, []);
	await started.clock.advance(1);
	started.process.emit("SIGINT", "SIGINT");
	assert.deepEqual(started.exits, [1]);
});

test("with a snapshot to write a second Ctrl-C, however late, only says so; a third gives it up, and so do 5 minutes", async () => {
	const args = ["--export-on-exit", "state.json"];
	const started = run(args, { start: hanging });
	await ready(started);
	started.process.emit("SIGINT", "SIGINT");
	await started.clock.advance(20_000);
	started.process.emit("SIGINT", "SIGINT");
	assert.deepEqual(started.exits, []);
	assert.deepEqual(started.stderr, [
		"kii-emulator: state.json is being written; another SIGINT gives that up and leaves it as it was\n",
	]);
	started.process.emit("SIGINT", "SIGINT");
	assert.deepEqual(started.exits, [1]);

	const slow = run(args, { start: hanging });
	await ready(slow);
	slow.process.emit("SIGTERM", "SIGTERM");
	await slow.clock.advance(299_999);
	assert.deepEqual(slow.exits, []);
	await slow.clock.advance(1);
	assert.deepEqual(slow.exits, [1]);
});

test("closing that does not end is forced after 10 s, with 1", async () => {
	const started = run([], { start: hanging });
	await ready(started);
	started.process.emit("SIGTERM", "SIGTERM");
	await started.clock.advance(9_999);
	assert.deepEqual(started.exits, []);
	await started.clock.advance(1);
	assert.deepEqual(started.exits, [1]);
});

test("an uncaught exception ends the process with 70 and one line", async () => {
	const started = run([]);
	await ready(started);
	started.process.emit("uncaughtException", new TypeError("boom"), "uncaughtException");
	assert.deepEqual(started.exits, [70]);
	assert.match(started.stderr.join(""), /^kii-emulator: internal error: TypeError: boom at [^\n]+\n$/);
});

test("the ports file is there from the ready line to the end; one of an earlier run is not", async (t) => {
	const file = join(folder(t), "ports.json");
	writeFileSync(file, "old");
	let before = true;
	const started = run(["--ports-file", file], {
		start: async () => {
			before = existsSync(file);
			return running;
		},
	});
	await ready(started);
	assert.equal(before, false);
	assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), running.ports);
	assert.deepEqual(readdirSync(join(file, "..")), ["ports.json"]);
	started.process.emit("SIGTERM", "SIGTERM");
	assert.equal(await started.code, 0);
	assert.equal(existsSync(file), false);
});

test("the ports file goes also when the end is forced", async (t) => {
	const file = join(folder(t), "ports.json");
	const started = run(["--ports-file", file], { start: hanging });
	await ready(started);
	for (const signal of ["SIGTERM", "SIGTERM"]) started.process.emit(signal, signal);
	assert.deepEqual([started.exits, existsSync(file)], [[1], false]);
});

test("a ports file that cannot be written: one line, exit code 1, and the emulator closes", async (t) => {
	const file = join(folder(t), "missing", "ports.json");
	let closed = 0;
	const { code, stdout, stderr } = run(["--ports-file", file], {
		start: async () => ({ ...running, close: async () => void closed++ }),
	});
	assert.deepEqual([await code, closed, stdout], [1, 1, []]);
	assert.match(
		stderr.join(""),
		/^kii-emulator: ports-file: cannot write [^\n]+ \(from the flag --ports-file; [^\n]+\n$/,
	);
});

test("a signal that comes when all is done, but before the process has ended, changes nothing: its code is 0", async () => {
	const started = run([], { start: async () => running });
	await ready(started);
	started.process.emit("SIGINT", "SIGINT");
	assert.equal(await started.code, 0);
	await started.clock.advance(2000);
	// Somebody must listen, or Node ends the process with 130.
	for (const signal of ["SIGINT", "SIGTERM"]) assert.ok(started.process.emit(signal, signal));
	assert.deepEqual(started.exits, []);
});
