import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startLamp } from "../lamp.mjs";
import { turnPower } from "../owner.mjs";
import { KiiEmulatorContainer, type StartedKiiEmulatorContainer } from "./kii-emulator-container.mts";

let container: StartedKiiEmulatorContainer;
before(async () => {
	container = await new KiiEmulatorContainer(process.env.KII_EMULATOR_IMAGE ?? "kii-emulator").start();
});
after(() => container.stop());

test("the lamp obeys", async () => {
	const { emulator } = container;
	const app = await emulator.newApp();
	const given = { vendorThingID: "lamp-1", thingPassword: "secret" };
	const lamp = await startLamp({ api: container.getHttpUrl(), ...app, ...given });
	try {
		const { commandID } = await turnPower(app, { ...given, thingID: lamp.thingID }, true);
		await app.waitForCommand(lamp.thingID);
		await app.waitForState(lamp.thingID, { power: true });
		await app.waitForActionResults(commandID);
		await app.expectNothingElse();
		await app.assertNoUnmatched();
		await app.assertNoViolations();
	} finally {
		await lamp.stop();
		await app.delete();
	}
});

test("its addresses are those outside the container", async () => {
	const mapped: [string, string, number][] = [
		[container.getHttpUrl(), "http:", 8080],
		[container.getHttpsUrl(), "https:", 8443],
		[container.getMqttUrl(), "mqtt:", 1883],
		[container.getTlsUrl(), "mqtts:", 8883],
		[container.getWsUrl(), "ws:", 12_470],
		[container.getWssUrl(), "wss:", 12_473],
	];
	for (const [url, protocol, inside] of mapped) {
		const { protocol: given, hostname, port } = new URL(url);
		assert.deepEqual([given, hostname, Number(port)], [protocol, container.getHost(), container.getMappedPort(inside)]);
	}
	assert.match(container.getCa(), /^-----BEGIN CERTIFICATE-----/);
	await container.reset();
	assert.deepEqual(await container.journal(), []);
});
