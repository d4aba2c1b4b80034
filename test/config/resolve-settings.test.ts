import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { defaultSettings, parseFlags, type Resolved, resolveSettings, SettingError } from "../../src/config.ts";

interface Everywhere {
	readonly args?: readonly string[];
	readonly env?: Record<string, string>;
	readonly files?: Record<string, unknown>;
}

function resolved({ args = [], env = {}, files = {} }: Everywhere): Resolved {
	return resolveSettings({
		flags: parseFlags(args),
		env,
		readFile(file) {
			if (file in files) return JSON.stringify(files[file]);
			throw new Error(`no such file, ${file}`);
		},
	});
}

test("without anything every setting has its default", () => {
	const { settings, sources } = resolved({ env: { PATH: "/bin" } });
	assert.deepEqual(settings, defaultSettings());
	assert.deepEqual(new Set(Object.values(sources).map(({ kind }) => kind)), new Set(["default"]));
});

test("a flag goes before a variable, a variable before the file, the file before the default", () => {
	const { settings, sources } = resolved({
		args: ["--config", "kii.json", "--http-port", "1"],
		env: { KII_EMULATOR_HTTP_PORT: "2", KII_EMULATOR_HTTPS_PORT: "3" },
		files: { "kii.json": { "http-port": 4, "https-port": 5, "mqtt-port": 6 } },
	});
	assert.deepEqual([settings.httpPort, settings.httpsPort, settings.mqttPort, settings.mqttsPort], [1, 3, 6, 8883]);
	assert.deepEqual(sources.httpPort, { kind: "flag", name: "--http-port" });
	assert.deepEqual(sources.httpsPort, { kind: "variable", name: "KII_EMULATOR_HTTPS_PORT" });
	assert.deepEqual(sources.mqttPort, { kind: "file", name: "kii.json" });
	assert.deepEqual(sources.mqttsPort, { kind: "default" });
});

test("the file is named by --config, else by KII_EMULATOR_CONFIG", () => {
	const env = { KII_EMULATOR_CONFIG: "b.json" };
	const files = { "a.json": { qos: "silent" }, "b.json": { qos: "reject" } };
	assert.equal(resolved({ env, files }).settings.qos, "reject");
	assert.equal(resolved({ args: ["--config=a.json"], env, files }).settings.qos, "silent");
});

test("apps of a flag replace those of the file", () => {
	const files = { f: { app: ["one:key"] } };
	const { settings } = resolved({ args: ["--config", "f", "--app", "two:key", "--app", "three:key"], files });
	assert.deepEqual(
		settings.app.map(({ appID }) => appID),
		["two", "three"],
	);
});

test("a path in the file is relative to the file's folder, one of a flag or variable stays as it is", () => {
	const { settings } = resolved({
		args: ["--config", "conf/kii.json", "--tls-cert", "cert.pem"],
		env: { KII_EMULATOR_TLS_KEY: "key.pem" },
		files: { "conf/kii.json": { "data-dir": "data", "ports-file": resolve("/run/ports.json") } },
	});
	assert.equal(settings.dataDir, resolve("conf/data"));
	assert.equal(settings.portsFile, resolve("/run/ports.json"));
	assert.deepEqual([settings.tlsCert, settings.tlsKey], ["cert.pem", "key.pem"]);
});

for (const [where, given, source] of [
	["flag", { args: ["--http-port=70000"] }, { kind: "flag", name: "--http-port" }],
	["variable", { env: { KII_EMULATOR_HTTP_PORT: "70000" } }, { kind: "variable", name: "KII_EMULATOR_HTTP_PORT" }],
	["file", { args: ["--config=f"], files: { f: { "http-port": 70000 } } }, { kind: "file", name: "f" }],
] as const) {
	test(`a bad value names the setting and the ${where} it came from`, () => {
		assert.throws(() => resolved(given), {
			name: "SettingError",
			setting: "http-port",
			source,
			exitCode: 2,
			message: 'http-port: "70000" is not a whole number from 0 to 65535',
		});
	});
}

test("a contradiction names where the given one of the two came from", () => {
	assert.throws(
		() => resolved({ env: { KII_EMULATOR_HTTP_PORT: "8443" } }),
		(error) => {
			assert.ok(error instanceof SettingError);
			assert.match(error.message, /^http-port: 8443 is the port of https-port too/);
			assert.deepEqual(error.source, { kind: "variable", name: "KII_EMULATOR_HTTP_PORT" });
			return true;
		},
	);
});
