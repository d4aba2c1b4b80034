import assert from "node:assert/strict";
import test from "node:test";
import { jsonFaultAt } from "../../src/http/json-fault-at.ts";

for (const [text, at] of [
	['{"a":}', "line 1, column 6"],
	['{"a":1,}', "line 1, column 8"],
	["[1,]", "line 1, column 4"],
	['{\n  "a": 1,\n  b: 2\n}', "line 3, column 3"],
	['{"a"', "line 1, column 5"],
	["[1 2]", "line 1, column 4"],
	['{"a":1} x', "line 1, column 9"],
	['{"a":1} 2', "line 1, column 9"],
	["[1}", "line 1, column 3"],
	["'a'", "line 1, column 1"],
	['"\\x"', "line 1, column 1"],
	["[01]", "line 1, column 3"],
	["  ", "line 1, column 3"],
] as const) {
	test(`${JSON.stringify(text)} is wrong at ${at}`, () => {
		assert.throws(() => JSON.parse(text));
		assert.equal(jsonFaultAt(text), at);
	});
}
