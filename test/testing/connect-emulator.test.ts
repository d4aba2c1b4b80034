import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { type TestContext, test } from "node:test";
import { connectEmulator, createEmulator, type TestEmulator } from "../../src/testing.ts";
import { startLamp } from "./lamp.ts";

/** An address by which this machine is another one to itself. */
const outside = Object.values(networkInterfaces())
	.flat()
	.find((address) => address?.family === "IPv4" && !address.internal)?.address;

async function startOpenly(t: TestContext): Promise<TestEmulator> {
	const emulator = await createEmulator({ host: "0.0.0.0", controlToken: "let-me-in", advertisedHost: "*" });
	t.after(() => emulator.close());
	return emulator;
}

test("from another machine, the control-token lets a program in, and it follows the journal, too", {
	skip: outside === undefined,
}, async (t) => {
	const { ports } = await startOpenly(t);
	const url = `http://${outside}:${ports.http}`;
	await assert.rejects(connectEmulator(url), {
		errorCode: "CONTROL_FORBIDDEN",
		message: /needs the control-token/,
	});
	const emulator = await connectEmulator(`${url}/`, { token: "let-me-in" });
	assert.equal(emulator.urls.mqtt, `mqtt://${outside}:${ports.tcp}`);
	await using app = await emulator.newApp();
	const lamp = await startLamp(emulator, app);
	await lamp.put("/states", { power: true });
	await app.waitForState(lamp.thingID, { power: true });
	for await (const entry of app.journal.follow({ kind: "api", since: 1 })) {
		assert.equal(entry.kind, "api");
		break;
	}
	await lamp.device.close();
});

test("behind mapped ports devices are told those, and a second program reads them", async (t) => {
	const emulator = await startOpenly(t);
	const base = `http://127.0.0.1:${emulator.ports.http}`;
	const first = await connectEmulator(base);
	await using app = await first.newApp();
	await first.advertised.set({ host: "localhost", portTCP: 41_883, portSSL: 48_883, portWS: 42_470, portWSS: 42_473 });
	const { mqttEndpoint } = await app.call<{ mqttEndpoint: Record<string, unknown> }>(
		"POST",
		`/thing-if/apps/${app.appID}/onboardings`,
		{ vendorThingID: "lamp", thingPassword: "secret" },
		{ contentType: "application/vnd.kii.OnboardingWithVendorThingIDByThing+json" },
	);
	const { host, portTCP, portSSL, portWS, portWSS } = mqttEndpoint;
	assert.deepEqual([host, portTCP, portSSL, portWS, portWSS], ["localhost", 41_883, 48_883, 42_470, 42_473]);
	const second = await connectEmulator(base, { ports: { https: 40_443 } });
	assert.deepEqual(second.ports, {
		http: emulator.ports.http,
		https: 40_443,
		tcp: 41_883,
		tls: 48_883,
		ws: 42_470,
		wss: 42_473,
	});
});

for (const where of ["here", "elsewhere"]) {
	test(`waits and loops end when an emulator ${where} does`, async (t) => {
		const emulator = await startOpenly(t);
		const asked = where === "here" ? emulator : await connectEmulator(`http://127.0.0.1:${emulator.ports.http}`);
		const app = await emulator.newApp();
		await app.call("POST", `/api/apps/${app.appID}/buckets/data/objects`, {});
		const waiting = asked.waitFor({ kind: "push" }, { timeoutMs: 600_000 });
		const ended = assert.rejects(waiting, { errorCode: "EMULATOR_CLOSING" });
		let closed: Promise<void> | undefined;
		for await (const entry of asked.journal.follow({ since: 1 })) {
			assert.equal(entry.kind, "http");
			closed = emulator.close();
		}
		await Promise.all([ended, closed]);
	});
}

test("a URL of another scheme, or of none, is told how it is written", async () => {
	for (const [url, says] of [
		["localhost:8080", "localhost:8080 is no URL of an emulator: write http://localhost:8080"],
		["127.0.0.1", "127.0.0.1 is no URL of an emulator: write http://127.0.0.1"],
		[
			"mqtt://localhost:1883",
			"mqtt://localhost:1883 is no URL of an emulator: write that of its HTTP listener, as http://localhost:8080",
		],
	] as const) {
		await assert.rejects(connectEmulator(url), { name: "TypeError", message: says });
	}
});

test("HTTPS without the CA is told how to trust it", async () => {
	await using emulator = await createEmulator();
	await assert.rejects(connectEmulator(emulator.urls.https), /trust the emulator's CA .* by NODE_EXTRA_CA_CERTS/);
});
