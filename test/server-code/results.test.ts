import assert from "node:assert/strict";
import { test } from "node:test";
import { errorOf, resultOf, run } from "./run.ts";

test("a synchronous endpoint returns its result", async (t) => {
	assert.deepEqual(await resultOf(t, "function main(params) { return { hello: params.name, list: [1, null] }; }"), {
		hello: "Ann",
		list: [1, null],
	});
	assert.equal(await resultOf(t, 'const main = (params) => "const " + params.name;'), "const Ann");
});

test("an asynchronous endpoint gives its result to done, once", async (t) => {
	assert.equal(await resultOf(t, 'function main(params, context, done) { done("first"); done("second"); }'), "first");
	const later = 'function main(params, context, done) { Promise.resolve().then(() => done("later")); return "now"; }';
	assert.equal(await resultOf(t, later), "later");
});

test("the result of a promise or thenable is the result", async (t) => {
	assert.equal(await resultOf(t, 'async function main() { await null; return "promised"; }'), "promised");
	assert.equal(await resultOf(t, "function main() { return { then(resolve) { resolve(42); } }; }"), 42);
});

test("half a surrogate pair, which is in no text of UTF-8, arrives as U+FFFD", async (t) => {
	const source = (body: string) => `function main() { ${body} }`;
	const returned = await resultOf(t, source(String.raw`return { "\udfff": ["a\ud800", "\u{1f600}"] };`));
	assert.deepEqual(returned, { "\ufffd": ["a\ufffd", "\u{1f600}"] });
	assert.equal((await errorOf(t, source(String.raw`throw new Error("\ud800!");`))).message, "\ufffd!");
});

test("without a result there is none", async (t) => {
	assert.equal(await resultOf(t, "function main() {}"), undefined);
	assert.equal(await resultOf(t, "function main() { return function () {}; }"), undefined);
});

test("the context has the app and the caller's token, null for an anonymous caller", async (t) => {
	const source =
		"function main(params, context) { return [context.getAppID(), context.getAppKey(), context.getAccessToken()]; }";
	assert.deepEqual(await resultOf(t, source, "token"), ["emulator", "emulator-key", "token"]);
	assert.deepEqual(await resultOf(t, source), ["emulator", "emulator-key", null]);
});

test("steps are the statements of the endpoint, as in the two cases that are known of Kii", async (t) => {
	// evidence: the test of a Java client fixes 2 for this one
	const two = 'function main(params, context) {\n    console.log("main");\n    return 3.14;\n}\n';
	assert.equal((await run(t, two)).steps, 2);
	assert.equal((await run(t, "function main() { for (let i = 0; i < 3; i++) { 1; } return 0; }")).steps, 2);
	assert.equal((await run(t, "function main() {}")).steps, 1);
});

test("every run starts afresh", async (t) => {
	const source = "var count = (globalThis.count || 0) + 1; function main() { return count; }";
	assert.equal(await resultOf(t, source), 1);
	assert.equal(await resultOf(t, source), 1);
});
