import assert from "node:assert/strict";
import { test } from "node:test";
import { flagOf } from "../../../src/config/names.ts";
import { parseFlags, resolveSettings, type SettingName } from "../../../src/config.ts";

const ofFlag = (name: SettingName, text: string) =>
	resolveSettings({ flags: parseFlags([`--${flagOf(name)}=${text}`]), env: {}, readFile: String }).settings[name];
const inFile = (name: SettingName, value: unknown) =>
	resolveSettings({
		flags: parseFlags(["--config=f"]),
		env: {},
		readFile: () => JSON.stringify({ [flagOf(name)]: value }),
	}).settings[name];

for (const [name, text, value] of [
	["httpPort", "0", 0],
	["httpPort", "65535", 65535],
	["host", "[::1]", "::1"],
	["host", "my-host.local", "my-host.local"],
	["advertisedHost", "*", "*"],
	["advertisedHost", "api-jp.kii.com", "api-jp.kii.com"],
	["checkAppKey", "1", true],
	["checkAppKey", "false", false],
	["tlsMinVersion", "TLSv1.1", "TLSv1.1"],
	["endpointTtl", "2147483647", 2147483647],
] as const) {
	test(`--${flagOf(name)} ${text} is taken`, () => assert.equal(ofFlag(name, text), value));
}

for (const [name, text] of [
	["httpPort", "-1"],
	["httpPort", "65536"],
	["httpPort", "80.0"],
	["httpPort", "0x50"],
	["httpPort", ""],
	["host", "*"],
	["host", "http://localhost"],
	["host", "localhost:80"],
	["host", ""],
	["advertisedHost", "a..b"],
	["checkAppKey", "yes"],
	["tlsMinVersion", "1.2"],
	["connectTimeout", "0"],
	["dataDir", ""],
] as const) {
	test(`--${flagOf(name)} "${text}" is refused`, () =>
		assert.throws(() => ofFlag(name, text), { setting: flagOf(name), exitCode: 2 }));
}

test("a file has numbers and booleans as such or as texts, nothing else", () => {
	assert.equal(inFile("httpPort", 80), 80);
	assert.equal(inFile("httpPort", "80"), 80);
	assert.equal(inFile("checkAppKey", true), true);
	for (const value of [null, [], {}, true, 1.5])
		assert.throws(() => inFile("httpPort", value), { setting: "http-port" });
	assert.throws(() => inFile("dataDir", null), { message: "data-dir: null is not a value for it" });
});
