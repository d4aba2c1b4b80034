import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./run.ts";

/** Milliseconds: enough for what ends, and not long to wait for what does not. */
const timeout = 300;

for (const [name, source] of Object.entries({
	"an endless loop": "function main() { for (;;); }",
	"an endless loop before any endpoint": "for (;;);",
	"an endless loop in promise jobs": "function main(params, context, done) { (async () => { for (;;) await 0; })(); }",
	"a loop inside one promise job": "async function main() { await 0; for (;;); }",
	"a regular expression that does not end": 'function main() { return /^(a+)+$/.test("a".repeat(50) + "b"); }',
	"a loop in a getter of the result": "function main() { return { get a() { for (;;); } }; }",
	"a loop in what is thrown": "function main() { throw new Proxy({}, { get() { for (;;); } }); }",
	"a loop in what is thrown at the top": "throw new Proxy({}, { has() { for (;;); } });",
	// V8 does not stop it; the process is killed.
	"a built-in function that does not end":
		"function main() { const a = []; a.length = 2 ** 31; a[2 ** 30] = 1; a.sort(); }",
})) {
	test(`${name} is a TIMEOUT`, async (t) => {
		const outcome = await run(t, source, { timeout });
		assert.equal(outcome.ok || outcome.errorCode, "TIMEOUT", JSON.stringify(outcome));
	});
}

for (const [name, source] of Object.entries({
	"a growing array": "const a = []; for (;;) a.push({ n: a.length });",
	"a growing map": "const m = new Map(); for (let n = 0; ; n++) m.set(n, n);",
	"one large array": "new Array(2 ** 27).fill(0);",
	"a growing text": 'const a = []; for (;;) a.push("x".repeat(1e6) + a.length);',
})) {
	test(`${name} is OUT_OF_MEMORY, and the emulator lives`, async (t) => {
		const outcome = await run(t, `function main() { ${source} }`, { maxMemory: 32 });
		assert.equal(outcome.ok || outcome.errorCode, "OUT_OF_MEMORY", JSON.stringify(outcome));
	});
}

test("a returned value has a limit in size and in depth", async (t) => {
	const long = await run(t, 'function main() { return "x".repeat(2e6); }');
	assert.match(long.ok ? "" : long.message, /longer than/);
	const deep = await run(t, "function main() { let a = []; for (let n = 0; n < 2000; n++) a = [a]; return a; }");
	assert.match(deep.ok ? "" : deep.message, /too deeply/);
	const text = await run(t, 'function main() { return ["[".repeat(2000), "\\\\\\"{".repeat(2000)]; }');
	assert.ok(text.ok);
});
