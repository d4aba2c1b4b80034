import assert from "node:assert/strict";
import { test } from "node:test";
import { contentRangeOf } from "../../../../src/core/data/upload/content-range.ts";

test("both spellings are read", () => {
	for (const header of ["bytes=0-9/20", "bytes 0-9/20", "Bytes = 0 - 9 / 20"]) {
		assert.deepEqual(contentRangeOf(header), { first: 0, last: 9, total: 20 });
	}
});

test("what names no bytes of the whole is refused", () => {
	for (const header of [
		undefined,
		"",
		"bytes",
		"0-9/20",
		"bytes=9-0/20",
		"bytes=0-20/20",
		"bytes=0-0/0",
		"bytes=0-9/*",
		"bytes */20",
		"bytes=-9/20",
		"bytes=0-/20",
		"bytes=0-9/20x",
		`bytes=0-9/${"9".repeat(400)}`,
	]) {
		assert.throws(() => contentRangeOf(header), { errorCode: "INVALID_INPUT_DATA" }, header);
	}
});
