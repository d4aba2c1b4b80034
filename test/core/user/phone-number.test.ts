import assert from "node:assert/strict";
import { test } from "node:test";
import { internationalPhoneNumber } from "../../../src/core/user/phone-number.ts";

test("a phone number in any of its forms", () => {
	const forms: [string, string?][] = [
		["+819012345678"],
		["+81 90-1234-5678"],
		["JP-9012345678"],
		["jp-09012345678"],
		["090-1234-5678", "jp"],
		["9012345678", "JP"],
	];
	for (const [text, country] of forms) assert.equal(internationalPhoneNumber(text, country), "+819012345678", text);
	assert.equal(internationalPhoneNumber("0612345678", "IT"), "+390612345678");
});

test("what is no phone number", () => {
	for (const text of ["", "09012345678", "XX-9012345678", "+81", "+81x", "JP-", "ann", "+".padEnd(40, "1")]) {
		assert.equal(internationalPhoneNumber(text), undefined, text);
	}
	assert.equal(internationalPhoneNumber("09012345678", "ZZ"), undefined);
});
