import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyMediaType } from "../../../../src/core/data/body/media-type.ts";

test("a media type is kept as it came, none is application/octet-stream", () => {
	for (const type of ["image/jpeg", "text/plain;charset=UTF-8", 'a/b; name="c d"', "application/vnd.x.y+json"]) {
		assert.equal(bodyMediaType(` ${type}`), type);
	}
	for (const none of [undefined, "", "  "]) assert.equal(bodyMediaType(none), "application/octet-stream");
});

test("what is no media type, or no text for a header, is refused", () => {
	for (const wrong of [
		"text",
		"/",
		"a/",
		"a/b c/d",
		"a/b\r\nSet-Cookie: x=1",
		"a/b;\nx",
		"a/b; x=\u0000",
		"a/b; é",
		`a/${"b".repeat(300)}`,
	]) {
		assert.throws(() => bodyMediaType(wrong), { errorCode: "INVALID_INPUT_DATA" }, wrong);
	}
});
