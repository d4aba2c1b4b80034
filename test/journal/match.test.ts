import assert from "node:assert/strict";
import test from "node:test";
import { BadMatch } from "../../src/journal/bad-match.ts";
import { compilePattern } from "../../src/journal/compile-match.ts";
import type { Difference, MatchValue } from "../../src/journal/match.ts";
import { topicMatches } from "../../src/journal/topic-filter.ts";

const entry = {
	kind: "mqtt",
	topic: "p/abc/thing-if/apps/x/targets/thing:1/states",
	size: 40,
	packet: { qos: 0, json: { commandID: "c1", actions: [{ power: true }, { level: 3 }] }, granted: [0, 128] },
};

const cases: readonly [MatchValue, boolean][] = [
	[{}, true],
	[{ kind: "mqtt" }, true],
	[{ kind: "http" }, false],
	[{ kind: ["http", "mqtt"] }, true],
	[{ kind: { regex: "^m.tt$" } }, true],
	[{ kind: { regex: "MQ" } }, false],
	[{ kind: { regex: "MQ", ignoreCase: true } }, true],
	[{ size: { gte: 40, lte: 40 } }, true],
	[{ size: { gt: 40 } }, false],
	[{ size: { lt: 41 } }, true],
	[{ kind: { gte: 1 } }, false],
	[{ topic: "p/+/thing-if/#" }, true],
	[{ topic: "p/+/other/#" }, false],
	[{ topic: "p/abc/thing-if/apps/x/targets/thing:1/states" }, true],
	[{ packet: { json: { commandID: "c1" } } }, true],
	[{ packet: { json: { commandID: "c2" } } }, false],
	[{ packet: { json: { actions: [{ power: true }, { level: { gte: 3 } }] } } }, true],
	[{ packet: { json: { actions: [{ power: true }] } } }, false],
	[{ packet: { granted: [0, 128] } }, true],
	[{ topic: ["p/+/other/#", "p/+/thing-if/#"] }, true],
	[{ topic: ["p/+/other/#"] }, false],
	[{ packet: { topic: { exists: false } } }, true],
	[{ packet: { exists: false } }, false],
	[{ missing: null }, false],
	[{ toString: { exists: false } }, true],
];

for (const [match, holds] of cases) {
	test(`${JSON.stringify(match)} ${holds ? "matches" : "does not match"}`, () => {
		assert.equal(compilePattern(match, "").test(entry, ""), holds);
		const differences: Difference[] = [];
		compilePattern(match, "").test(entry, "", differences);
		assert.equal(differences.length === 0, holds);
	});
}

test("differences name the field, what was expected and what is there", () => {
	const differences: Difference[] = [];
	const match = { kind: "http", packet: { json: { commandID: "c2", nothing: 1 } }, size: { gte: 50 } };
	compilePattern(match, "").test(entry, "", differences);
	assert.deepEqual(differences, [
		{ field: "kind", expected: "http", actual: "mqtt" },
		{ field: "packet.json.commandID", expected: "c2", actual: "c1" },
		{ field: "packet.json.nothing", expected: 1 },
		{ field: "size", expected: { gte: 50 }, actual: 40 },
	]);
});

test("a match that cannot be is refused with its field", () => {
	for (const [match, field] of [
		[{ a: { regex: "(" } }, "a.regex"],
		[{ a: { gte: "1" } }, "a.gte"],
	] as const) {
		assert.throws(
			() => compilePattern(match as MatchValue, ""),
			(error) => error instanceof BadMatch && error.field === field,
		);
	}
	let deep: MatchValue = "x";
	for (let level = 0; level < 100; level++) deep = { a: deep };
	assert.throws(() => compilePattern(deep, ""), BadMatch);
});

test("a pattern takes time in proportion to the text", () => {
	const pattern = compilePattern({ regex: "^(a+)+$" }, "text");
	assert.equal(pattern.test(`${"a".repeat(5000)}b`, "text"), false);
});

test("topic filters, as in MQTT 3.1.1, 4.7", () => {
	assert.ok(topicMatches("sport/#", "sport"));
	assert.ok(topicMatches("sport/+", "sport/"));
	assert.ok(!topicMatches("sport/+", "sport"));
	assert.ok(!topicMatches("+", "a/b"));
	assert.ok(!topicMatches("#", "$SYS/x"));
	assert.ok(topicMatches("$SYS/#", "$SYS/x"));
});

test("lists in lists are no more work than what is in them", () => {
	let nested: MatchValue = "mqtt";
	for (let level = 0; level < 45; level++) nested = [nested];
	assert.equal(compilePattern({ kind: nested }, "").test(entry, ""), true);
});

test("a pattern has an end", () => {
	assert.throws(() => compilePattern({ regex: "x".repeat(1001) }, "topic"), { name: "BadMatch", field: "topic.regex" });
	assert.equal(compilePattern({ regex: "x".repeat(1000) }, "topic").test("x".repeat(1000), "topic"), true);
});
