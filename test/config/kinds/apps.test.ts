import assert from "node:assert/strict";
import { test } from "node:test";
import { completeSettings, parseFlags, resolveSettings } from "../../../src/config.ts";

const ofFlag = (text: string) =>
	resolveSettings({ flags: parseFlags([`--app=${text}`]), env: {}, readFile: String }).settings.app;
const ofFile = (app: unknown) =>
	resolveSettings({ flags: parseFlags(["--config=f"]), env: {}, readFile: () => JSON.stringify({ app }) }).settings.app;

const whole = { appID: "a", appKey: "k", clientID: "c", clientSecret: "s" };
const shared = { appID: "b", appKey: "k", clientID: "emulator-admin", clientSecret: "emulator-secret" };

test("apps as a text, commas between them; without an administrator they share the well-known one", () => {
	assert.deepEqual(ofFlag("a:k:c:s, b:k"), [whole, shared]);
});

test("apps in a file are texts, objects or one text", () => {
	assert.deepEqual(ofFile(["a:k:c:s", { appID: "b", appKey: "k" }]), [whole, shared]);
	assert.deepEqual(ofFile([whole]), [whole]);
	assert.deepEqual(ofFile("a:k:c:s,b:k"), [whole, shared]);
	assert.deepEqual(completeSettings({ app: [whole] }).app, [whole]);
});

for (const [text, reason] of [
	["a", '"a" is not appID:appKey or appID:appKey:clientID:clientSecret'],
	["a:k:c", '"a:k:c" is not appID:appKey or appID:appKey:clientID:clientSecret'],
	["a:", 'app "a" has no appKey'],
	["a b:k", '"a b" is not an app ID (1 to 64 of A-Z a-z 0-9 _ -)'],
	["a:k,a:l", 'app "a" is given twice'],
] as const) {
	test(`app ${text} is refused`, () => assert.throws(() => ofFlag(text), { message: `app: ${reason}` }));
}

for (const [value, reason] of [
	[{}, "is not a list of apps"],
	[[7], "7 is not an app"],
	[[{ appID: "a", appkey: "k" }], '"appkey" is no key of an app: those are appID, appKey, clientID, clientSecret'],
	[[{ appID: "a" }], 'app "a" has no appKey'],
	[[{ appID: "a", appKey: 7 }], 'app "a" has no appKey'],
	[[{ appID: "a", appKey: "k", clientID: "c" }], 'app "a" has only one of clientID and clientSecret'],
] as const) {
	test(`app ${JSON.stringify(value)} in a file is refused`, () =>
		assert.throws(() => ofFile(value), { message: `app: ${reason}` }));
}
