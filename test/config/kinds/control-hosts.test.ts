import assert from "node:assert/strict";
import { test } from "node:test";
import { controlHosts } from "../../../src/config/kinds/control-hosts.ts";

test("control-hosts takes host names and origins", () => {
	const text = "Kii.example., [::1],10.0.0.1,http://Localhost:3000/,https://app.example:443";
	const value = ["kii.example", "::1", "10.0.0.1", "http://localhost:3000", "https://app.example"];
	assert.deepEqual(controlHosts.parse(text), value);
	assert.deepEqual(controlHosts.read?.(text.split(",")), value);
	assert.equal(controlHosts.format(value), value.join(","));
	assert.equal(controlHosts.format([]), undefined);
});

test("control-hosts takes nothing that is only like them", () => {
	for (const text of ["", "*", "kii.example:8080", "http://a/b", "http://", "ftp://a", "a b", "http://a,"])
		assert.throws(() => controlHosts.parse(text), /neither a host name .* nor an origin/, text);
	assert.throws(() => controlHosts.read?.({}), /is not a list/);
});
