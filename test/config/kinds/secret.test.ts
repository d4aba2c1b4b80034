import assert from "node:assert/strict";
import { test } from "node:test";
import { secret } from "../../../src/config/kinds/secret.ts";

test("a secret is long enough, fits into a header, and is not repeated in an error", () => {
	assert.equal(secret.parse("abc-._~+/="), "abc-._~+/=");
	for (const text of ["", "short", "with space", "ümlaut-8-9"])
		assert.throws(
			() => secret.parse(text),
			({ message }: Error) => message.startsWith("is not 8 or more") && (text === "" || !message.includes(text)),
		);
});
