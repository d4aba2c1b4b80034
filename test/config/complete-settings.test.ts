import assert from "node:assert/strict";
import { test } from "node:test";
import { completeSettings, defaultSettings } from "../../src/config.ts";

test("what a program does not give, or gives as undefined, has its default", () => {
	assert.deepEqual(completeSettings({ qos: "reject", host: undefined }), { ...defaultSettings(), qos: "reject" });
	const free = { ...defaultSettings(), httpPort: 0 };
	assert.equal(completeSettings({ httpPort: undefined }, free).httpPort, 0);
	assert.equal(completeSettings({ httpPort: 1 }, free).httpPort, 1);
});

test("what is no setting is left out", () => {
	const given = { qos: "silent", clock: {} } as const;
	assert.deepEqual(Object.keys(completeSettings(given)), Object.keys(defaultSettings()));
});

test("values are checked as those of a command line", () => {
	assert.throws(() => completeSettings({ httpPort: 1.5 }), { setting: "http-port", exitCode: 2 });
	assert.throws(() => completeSettings({ apps: "some" as "auto" }), { message: 'apps: "some" is none of auto, fixed' });
	assert.throws(() => completeSettings({ host: null as unknown as string }), {
		message: "host: null is not a value for it",
	});
});

test("an app is given as on the command line or with its keys, its administrator or not", () => {
	const { app } = completeSettings({
		app: ["a:ka", { appID: "b", appKey: "kb" }, { appID: "c", appKey: "kc", clientID: "id", clientSecret: "secret" }],
	});
	const administrator = { clientID: "emulator-admin", clientSecret: "emulator-secret" };
	assert.deepEqual(app, [
		{ appID: "a", appKey: "ka", ...administrator },
		{ appID: "b", appKey: "kb", ...administrator },
		{ appID: "c", appKey: "kc", clientID: "id", clientSecret: "secret" },
	]);
});

test("listeners need ports of their own, but each may take a free one", () => {
	assert.throws(() => completeSettings({ wsPort: 1883 }), {
		message: "ws-port: 1883 is the port of mqtt-port too; each listener needs its own (0 takes a free one)",
	});
	completeSettings({ httpPort: 0, httpsPort: 0, mqttPort: 0, mqttsPort: 0, wsPort: 0, wssPort: 0 });
});

test("certificate and key come together, a CA only with them", () => {
	completeSettings({ tlsCert: "c", tlsKey: "k", tlsCa: "a" });
	assert.throws(() => completeSettings({ tlsCert: "c" }), { message: "tls-cert: is given without tls-key" });
	assert.throws(() => completeSettings({ tlsKey: "k" }), { message: "tls-key: is given without tls-cert" });
	assert.throws(() => completeSettings({ tlsCa: "a" }), { message: "tls-ca: is given without tls-cert" });
});
