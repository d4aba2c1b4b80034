import assert from "node:assert/strict";
import { test } from "node:test";
import type { Log } from "../../src/core/ports.ts";
import { run } from "./run.ts";

function recordLog(): { log: Log; lines: [level: string, message: string][] } {
	const lines: [string, string][] = [];
	const write = (level: string) => (_bindings: object, message: string) => void lines.push([level, message]);
	return { lines, log: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") } };
}

test("console goes to the log, by level", async (t) => {
	const { log, lines } = recordLog();
	const source = `function main() {
		console.log("a", 1, { b: [2] }, null, undefined);
		console.info("i"); console.warn("w"); console.error(new Error("e").message); console.debug("d");
	}`;
	await run(t, source, { log });
	assert.deepEqual(lines, [
		["info", 'server code: a 1 {"b":[2]} null undefined'],
		["info", "server code: i"],
		["warn", "server code: w"],
		["error", "server code: e"],
		["debug", "server code: d"],
	]);
});

test("what was written before a fault or time-out is there, too", async (t) => {
	for (const end of ["reference;", "for (;;);"]) {
		const { log, lines } = recordLog();
		await run(t, `function main() { console.log("before"); ${end} }`, { log, timeout: 300 });
		assert.deepEqual(lines[0], ["info", "server code: before"]);
	}
});

test("it is bounded, and what is left out is counted", async (t) => {
	const { log, lines } = recordLog();
	await run(t, 'function main() { for (let n = 0; n < 1000; n++) console.log(n); console.log("x".repeat(1e7)); }', {
		log,
	});
	assert.equal(lines.length, 201);
	assert.deepEqual(lines.at(-1), ["warn", "server code: 801 more lines were left out"]);
});

test("what cannot be shown does no harm", async (t) => {
	const { log, lines } = recordLog();
	const source = `function main() {
		console.log({ toJSON() { throw 1; } }, Symbol("s"), 1n, () => 1, Object.create(null));
		return "went on";
	}`;
	assert.deepEqual(await run(t, source, { log }), { ok: true, returnedValue: "went on", steps: 3 });
	assert.match(lines[0]?.[1] ?? "", /^server code: \[no text\] Symbol\(s\) 1 /);
});
