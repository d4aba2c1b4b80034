import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmitter } from "../../src/broker/emitter.ts";

function listen(filter: string) {
	const emitter = createEmitter();
	const heard: string[] = [];
	const listener = ({ topic }: { topic: string }) => heard.push(topic);
	emitter.on(filter, listener);
	return { emitter, heard, listener };
}

const cases: [string, string, boolean][] = [
	["a", "a", true],
	["a", "b", false],
	["a/b", "a/b", true],
	["a/b", "a", false],
	["a/+", "a/b", true],
	["a/+", "a/", true],
	["a/+", "a", false],
	["a/+", "a/b/c", false],
	["+/b", "a/b", true],
	["a/#", "a", true],
	["a/#", "a/b/c", true],
	["#", "a/b", true],
	["$SYS/+/heartbeat", "$SYS/id/heartbeat", true],
	["$SYS/+/heartbeat", "$SYS/id/birth", false],
	["__proto__", "constructor", false],
];

for (const [filter, topic, matches] of cases) {
	test(`${filter} ${matches ? "matches" : "does not match"} ${topic}`, () => {
		const { emitter, heard } = listen(filter);
		emitter.emit({ topic });
		assert.deepEqual(heard, matches ? [topic] : []);
	});
}

test("a message is handed over before emit returns, and no listener is waited for", () => {
	const { emitter, heard } = listen("a");
	emitter.on("a", () => {});
	let done = false;
	emitter.emit({ topic: "a" }, () => {
		done = true;
	});
	assert.deepEqual([heard, done], [["a"], true]);
});

test("a removed listener hears nothing more", () => {
	const { emitter, heard, listener } = listen("a/+");
	emitter.removeListener("a/+", listener);
	emitter.removeListener("unknown", listener);
	emitter.emit({ topic: "a/b" });
	assert.deepEqual(heard, []);
});

test("listeners may come and go while a message is handed over", () => {
	const emitter = createEmitter();
	const heard: string[] = [];
	const second = () => heard.push("second");
	emitter.on("a", () => {
		heard.push("first");
		emitter.removeListener("a", second);
		emitter.on("a", () => heard.push("third"));
	});
	emitter.on("a", second);
	emitter.emit({ topic: "a" });
	assert.deepEqual(heard, ["first", "second"]);
});
