// What becomes of MQTT connections when their endpoint, installation or thing does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator, type Emulator, ManualClock } from "../../src/index.ts";
import { connectDevice, type Device, type DeviceCredentials, endpointCredentials } from "../helpers/device.ts";
import { call, newOwner, type OwnedThing, type Owner } from "../helpers/owner.ts";

// Without keepalive: pings go by the clock on the wall.
const connect = (emulator: Emulator, credentials: DeviceCredentials) =>
	connectDevice(emulator, "mqtt", credentials, { keepalive: 0 });

async function ended({ client }: Device): Promise<void> {
	if (client.connected) await new Promise<void>((resolve) => void client.once("close", resolve));
}

async function refusal(emulator: Emulator, credentials: DeviceCredentials): Promise<unknown> {
	return connect(emulator, credentials).then(
		() => undefined,
		(error: { code?: unknown }) => error.code,
	);
}

interface Fixture {
	readonly emulator: Emulator;
	readonly owner: Owner;
	readonly thing: OwnedThing;
	readonly path: string;
	readonly credentials: DeviceCredentials;
	view(): Promise<Record<string, unknown>>;
}

async function withThing(emulator: Emulator): Promise<Fixture> {
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("v1");
	const path = `/api/apps/${emulator.app.appID}/things/${thing.thingID}`;
	const credentials = endpointCredentials(thing.mqttEndpoint);
	const view = async () => (await owner.call("GET", path)).body;
	return { emulator, owner, thing, path, credentials, view };
}

test("past its time an endpoint is of no use: its client is disconnected and gets another one", async () => {
	const clock = new ManualClock();
	await using emulator = await createEmulator({ clock, endpointTtl: 600 });
	const { thing, credentials } = await withThing(emulator);
	const { installationID } = thing.mqttEndpoint;
	const path = `/api/apps/${emulator.app.appID}/installations/${installationID}/mqtt-endpoint`;
	const device = await connect(emulator, credentials);
	const closed = ended(device);
	await clock.advance(599_999);
	assert.ok(device.client.connected);
	await clock.advance(1);
	await closed;
	assert.equal(await refusal(emulator, credentials), 5);
	const { body } = await call(emulator, thing.accessToken, "GET", path);
	assert.notEqual(body.mqttTopic, credentials.clientId);
	assert.equal(body["X-MQTT-TTL"], 600);
	const again = await connect(emulator, endpointCredentials(body));
	await again.client.subscribeAsync(body.mqttTopic);
	await again.close();
});

test("a thing is online from its connection to its end, over a take-over, too", async () => {
	await using emulator = await createEmulator();
	const { credentials, view } = await withThing(emulator);
	assert.ok(!("_online" in (await view())));
	const first = await connect(emulator, credentials);
	const online = await view();
	assert.equal(online._online, true);
	assert.ok(Number(online._onlineStatusModifiedAt) >= Number(online._created));
	const second = await connect(emulator, credentials);
	await ended(first);
	assert.equal((await view())._online, true);
	second.client.stream.destroy();
	await ended(second);
	// The emulator hears of it a moment later.
	for (let tries = 0; tries < 1000 && (await view())._online === true; tries++);
	assert.equal((await view())._online, false);
});

test("a thing that is disabled is disconnected and refused until it is enabled", async () => {
	await using emulator = await createEmulator();
	const { owner, path, credentials, view } = await withThing(emulator);
	const device = await connect(emulator, credentials);
	assert.equal((await owner.call("PUT", `${path}/status`, { disabled: true })).status, 204);
	await ended(device);
	assert.equal(await refusal(emulator, credentials), 5);
	assert.equal((await view())._online, false);
	await owner.call("PUT", `${path}/status`, { disabled: false });
	await (await connect(emulator, credentials)).close();
});

test("a thing that is deleted is disconnected; onboarded again it connects with what it got then", async () => {
	await using emulator = await createEmulator();
	const { owner, thing, path, credentials } = await withThing(emulator);
	const device = await connect(emulator, credentials);
	assert.equal((await call(emulator, thing.accessToken, "DELETE", path)).status, 204);
	await ended(device);
	assert.equal(await refusal(emulator, credentials), 5);
	const again = await owner.onboard("v1", "another password");
	assert.notEqual(again.thingID, thing.thingID);
	await (await connect(emulator, endpointCredentials(again.mqttEndpoint))).close();
});
