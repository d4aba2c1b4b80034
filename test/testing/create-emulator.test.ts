import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { connectEmulator, createEmulator, type TestEmulator } from "../../src/testing.ts";

describe("an emulator of this process and one reached by its URL", () => {
	let own: TestEmulator;
	before(async () => {
		own = await createEmulator({ advertisedHost: "localhost" });
	});
	after(() => own.close());

	test("say the same of themselves", async () => {
		const connected = await connectEmulator(own.url);
		assert.deepEqual(connected.ports, own.ports);
		assert.deepEqual(connected.urls, own.urls);
		assert.equal(connected.ca, own.ca);
		assert.deepEqual(connected.app, own.app);
		const { uptime, ...health } = await connected.health();
		assert.equal(health.pid, process.pid);
		assert.deepEqual({ ...(await own.health()), uptime: 0 }, { ...health, uptime: 0 });
		assert.deepEqual(await connected.apps.list(), await own.apps.list());
	});

	test("make apps that know nothing of each other", async () => {
		for (const emulator of [own, await connectEmulator(own.url)]) {
			await using one = await emulator.newApp();
			await using other = await emulator.newApp();
			const ids = await Promise.all(
				[one, other].map((app) =>
					app.call<{ thingID: string }>(
						"POST",
						`/api/apps/${app.appID}/things`,
						{ _vendorThingID: "lamp", _password: "p" },
						{
							contentType: "application/vnd.kii.ThingRegistrationAndAuthorizationRequest+json",
						},
					),
				),
			);
			assert.notEqual(ids[0], ids[1]);
			assert.equal((await emulator.apps.get(one.appID)).appKey, one.appKey);
			await one.delete();
			await assert.rejects(emulator.apps.get(one.appID), { errorCode: "APP_NOT_FOUND" });
		}
	});

	test("can be told where they are reached", async () => {
		await own.advertised.set({ host: "device.example", portTCP: 21_883 });
		const connected = await connectEmulator(own.url, { ports: { ws: 99 } });
		assert.equal(connected.ports.tcp, 21_883);
		assert.equal(connected.ports.ws, 99);
		assert.match(connected.urls.mqtt, /:21883$/);
		await own.advertised.reset();
		assert.equal((await own.advertised.get()).portTCP, own.ports.tcp);
	});
});

test("a call to a fixture that is closed says so", async () => {
	const emulator = await createEmulator();
	await emulator.close();
	await assert.rejects(emulator.health(), { name: "Error", message: /this emulator is closed/ });
});

test("a command that was cut in the journal is shown as one that may be the one waited for", async () => {
	await using emulator = await createEmulator({ journalPayload: 40 });
	const app = await emulator.newApp();
	const owner = await app.newOwner();
	const { thingID } = await owner.onboard({ vendorThingID: "lamp", thingPassword: "p" });
	await owner.sendCommand(thingID, [{ setText: { text: "x".repeat(100) } }]);
	await assert.rejects(app.waitForCommand(thingID, undefined, { timeoutMs: 1 }), {
		message: /near miss: #\d+ push .* TRUNCATED\n {4}truncated: what was cut cannot match; the setting journal-payload/,
	});
});

function run(program: string) {
	const module = fileURLToPath(new URL("../../src/testing.js", import.meta.url));
	const source = `import { createEmulator, connectEmulator } from ${JSON.stringify(module)};\n${program}`;
	return spawnSync(process.execPath, ["--input-type=module", "-e", source], { encoding: "utf8", timeout: 120_000 });
}

test("when close resolves, no handle is open", () => {
	const { stdout, stderr, status } = run(`
		const own = () => process.getActiveResourcesInfo().filter((name) => !/^(PipeWrap|TTYWrap|Immediate)$/.test(name));
		const emulators = await Promise.all([createEmulator(), createEmulator()]);
		for (const emulator of emulators) await emulator.newApp();
		console.log(own().length >= 12);
		await Promise.all(emulators.map((emulator) => emulator.close()));
		console.log(JSON.stringify(own()));
	`);
	assert.equal(status, 0, stderr);
	assert.equal(stdout, "true\n[]\n");
});

test("a connected client keeps no process alive", () => {
	const { stdout, stderr, status } = run(`
		const emulator = await createEmulator();
		const connected = await connectEmulator(emulator.url);
		console.log((await connected.apps.list()).length);
		await emulator.close();
	`);
	assert.equal(status, 0, stderr);
	assert.equal(stdout, "1\n");
});
