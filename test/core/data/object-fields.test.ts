import assert from "node:assert/strict";
import { test } from "node:test";
import { mergedFields, objectFields, requireSize } from "../../../src/core/data/object-fields.ts";

test("a JSON object, without the keys that are Kii's own", () => {
	const fields = { a: 1, b: null, c: { _inner: [1, { d: true }] }, "": "", "with space": 1, constructor: "x" };
	const own = { _id: "x", _created: 1, _owner: "me", _version: "9", _calculated: {}, _: 1, _anything: 1 };
	assert.deepEqual(objectFields({ ...own, ...fields }), fields);
	assert.deepEqual(objectFields({}), {});
});

test("nothing else", () => {
	assert.throws(() => objectFields(undefined), { errorCode: "INVALID_JSON", status: 400 });
	for (const body of [null, [], [1], "text", 1, true, new Uint8Array(2)]) {
		assert.throws(() => objectFields(body), { errorCode: "INVALID_INPUT_DATA", status: 400 });
	}
});

test("a partial update merges at every level, replaces lists, and deletes nothing", () => {
	const fields = { a: 1, list: [1, 2], deep: { x: 1, y: { z: 1, list: [{ a: 1 }] } }, text: "t", object: { a: 1 } };
	const before = structuredClone(fields);
	const changes = { b: 2, list: [3], deep: { y: { new: true, list: [] } }, text: { is: "now" }, object: 5, a: null };
	assert.deepEqual(mergedFields(fields, changes), {
		a: null,
		b: 2,
		list: [3],
		deep: { x: 1, y: { z: 1, new: true, list: [] } },
		text: { is: "now" },
		object: 5,
	});
	assert.deepEqual(fields, before);
	assert.deepEqual(mergedFields(fields, {}), before);
});

test("an object of 65,534 characters, and none more", () => {
	const fields = (characters: number) => ({ text: "x".repeat(characters - '{"text":""}'.length) });
	assert.equal(JSON.stringify(fields(65_534)).length, 65_534);
	requireSize(fields(65_534));
	// Characters, not bytes.
	requireSize({ text: "鍵".repeat(65_534 - '{"text":""}'.length) });
	assert.throws(() => requireSize(fields(65_535)), { errorCode: "INVALID_INPUT_DATA", status: 400 });
});
