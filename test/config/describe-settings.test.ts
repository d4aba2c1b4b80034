import assert from "node:assert/strict";
import { test } from "node:test";
import { completeSettings, describeSettings, formatValue, parseFlags, resolveSettings } from "../../src/config.ts";

test("a setting is described by flag, variable, key, default and meaning", () => {
	const [, httpPort] = describeSettings();
	assert.deepEqual(httpPort, {
		name: "httpPort",
		group: "Listeners",
		flag: "--http-port PORT",
		variable: "KII_EMULATOR_HTTP_PORT",
		key: "http-port",
		accepts: "0 to 65535",
		default: "8080",
		summary: "Port of the REST API over HTTP; 0 takes a free one",
		details: undefined,
		secret: false,
	});
});

test("every default, written as a flag, is read as itself", () => {
	const args = describeSettings()
		.filter((setting) => setting.default !== undefined)
		.map(({ key, default: text }) => `--${key}=${text}`);
	const { settings } = resolveSettings({ flags: parseFlags(args), env: {}, readFile: String });
	assert.deepEqual(settings, completeSettings({}));
});

test("a value is written as a flag has it", () => {
	const app = { appID: "a", appKey: "k", clientID: "c", clientSecret: "s" };
	assert.equal(formatValue("app", [app, { ...app, appID: "b" }]), "a:k:c:s,b:k:c:s");
	assert.equal(formatValue("checkAppKey", true), "true");
	assert.equal(formatValue("dataDir", undefined), undefined);
});
