import assert from "node:assert/strict";
import { test } from "node:test";
import { isIJson } from "../../src/core/is-i-json.ts";

test("values that come back as they went in", () => {
	for (const text of ['{"a":[1,-1.5e300,true,null,"\\ud83d\\ude00",{"":""}]}', "0", '""', "null"]) {
		assert.equal(isIJson(JSON.parse(text)), true, text);
	}
});

test("half a surrogate pair, as a value or a name, and numbers beyond a double", () => {
	for (const text of [
		'"\\ud800"',
		'["\\udc00x"]',
		'{"\\ud800":1}',
		'{"a":{"b":["\\ude00\\ud83d"]}}',
		"1e400",
		"[-1e400]",
	]) {
		assert.equal(isIJson(JSON.parse(text)), false, text);
	}
});
