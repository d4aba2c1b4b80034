// What a data folder keeps over a restart.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator, type Emulator, ManualClock } from "../../src/index.ts";
import { connectDevice, ended, endpointCredentials } from "../helpers/device.ts";
import { call, newOwner } from "../helpers/owner.ts";
import { openFolder, temporaryFolder } from "../store/embedded-folder.ts";

const actions = [{ turnPower: { power: true } }];
const hour = 60 * 60 * 1000;

async function raw(
	emulator: Emulator,
	token: string,
	method: string,
	path: string,
	headers = {},
	body?: string | Uint8Array,
) {
	const response = await fetch(`${emulator.url}/api/apps/${emulator.app.appID}${path}`, {
		method,
		headers: { authorization: `Bearer ${token}`, ...headers },
		...(body === undefined ? {} : { body }),
	});
	return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
}

test("tokens, states, commands in their order, MQTT endpoints and the CA are as before", async (t) => {
	const dataDir = await temporaryFolder(t);
	const first = await createEmulator({ dataDir });
	const owner = await newOwner(first);
	const thing = await owner.onboard("v1");
	assert.equal((await owner.call("PUT", `${thing.target}/states`, { temperature: 20 })).status, 201);
	const command = (n: number) => ({ schema: "s", schemaVersion: 1, issuer: owner.issuer, actions, title: `${n}` });
	for (let n = 0; n < 3; n++) await owner.call("POST", `${thing.target}/commands`, command(n));
	await first.close();

	await using second = await createEmulator({ dataDir });
	assert.equal(second.ca, first.ca);
	const { body: state } = await call(second, owner.token, "GET", `${thing.target}/states`);
	assert.equal(state.temperature, 20);
	await call(second, owner.token, "POST", `${thing.target}/commands`, command(3));
	const { body } = await call(second, owner.token, "GET", `${thing.target}/commands`);
	assert.deepEqual(
		body.commands.map(({ title }: { title: string }) => title),
		["0", "1", "2", "3"],
	);
	const device = await connectDevice(second, "mqtts", endpointCredentials(thing.mqttEndpoint));
	const headers = { Authorization: `Bearer ${thing.accessToken}` };
	assert.equal((await device.request("GET", `${thing.target}/states`, headers)).status, 200);
	await device.close();
});

test("nobody is online after a restart, and a schedule fires again", async (t) => {
	const dataDir = await temporaryFolder(t);
	const clock = new ManualClock();
	const first = await createEmulator({ dataDir, clock });
	const owner = await newOwner(first);
	const thing = await owner.onboard("v1");
	const trigger = {
		predicate: { eventSource: "SCHEDULE", schedule: "0 7 * * *" },
		triggersWhat: "COMMAND",
		command: { schema: "lamp", schemaVersion: 1, issuer: owner.issuer, actions },
	};
	assert.equal((await owner.call("POST", `${thing.target}/triggers`, trigger)).status, 201);
	const thingPath = `/api/apps/${first.app.appID}/things/${thing.thingID}`;
	const credentials = endpointCredentials(thing.mqttEndpoint);
	const device = await connectDevice(first, "mqtt", credentials, { keepalive: 0 });
	await device.request("GET", `${thing.target}/states`, { Authorization: `Bearer ${thing.accessToken}` });
	const isOnline = async (emulator: Emulator) => {
		const { body } = await call(emulator, owner.token, "GET", thingPath);
		return body._online;
	};
	assert.equal(await isOnline(first), true);
	// A copy of what is in the folder while the thing is online: as if the emulator had been killed.
	const copy = await temporaryFolder(t);
	const { cp } = await import("node:fs/promises");
	await cp(dataDir, copy, { recursive: true });
	await first.close();

	await using second = await createEmulator({ dataDir: copy, clock });
	assert.equal(await isOnline(second), false);
	const again = await connectDevice(second, "mqtt", credentials, { keepalive: 0 });
	await again.client.subscribeAsync(thing.mqttEndpoint.mqttTopic);
	await clock.advance(7 * hour);
	assert.deepEqual(((await again.nextPush()) as { actions: unknown }).actions, actions);
	await again.close();
});

test("bodies and unfinished uploads go on", async (t) => {
	const dataDir = await temporaryFolder(t);
	const first = await createEmulator({ dataDir });
	const { token } = await newOwner(first);
	const object = "/users/me/buckets/bucket/objects/object";
	const json = { "content-type": "application/json" };
	assert.equal((await raw(first, token, "PUT", object, json, '{"a":1}')).status, 201);
	const body = Buffer.alloc(100_000, "body ");
	assert.equal((await raw(first, token, "PUT", `${object}/body`, { "content-type": "image/png" }, body)).status, 200);
	const started = await raw(
		first,
		token,
		"POST",
		`${object}/body/uploads`,
		{ "content-type": "application/vnd.kii.startobjectbodyuploadrequest+json" },
		"{}",
	);
	const { uploadID } = JSON.parse(new TextDecoder().decode(started.bytes));
	const data = (emulator: Emulator, range: string, chunk: string) =>
		raw(
			emulator,
			token,
			"PUT",
			`${object}/body/uploads/${uploadID}/data`,
			{ "content-type": "video/mp4", "content-range": range },
			chunk,
		);
	assert.equal((await data(first, "bytes=0-2/6", "abc")).status, 204);
	await first.close();

	await using second = await createEmulator({ dataDir });
	assert.ok(Buffer.from((await raw(second, token, "GET", `${object}/body`)).bytes).equals(body));
	assert.equal((await data(second, "bytes=3-5/6", "def")).status, 204);
	const done = await raw(second, token, "POST", `${object}/body/uploads/${uploadID}/status/committed`);
	assert.equal(done.status, 204);
	assert.equal(Buffer.from((await raw(second, token, "GET", `${object}/body`)).bytes).toString(), "abcdef");
});

test("a folder in use by another emulator is refused", async (t) => {
	const dataDir = await temporaryFolder(t);
	await using first = await createEmulator({ dataDir });
	const { token } = await newOwner(first);
	await assert.rejects(createEmulator({ dataDir }), {
		name: "SettingError",
		setting: "data-dir",
		message: /is in use by another emulator: stop that one, or choose another folder/,
	});
	const { status } = await call(first, token, "GET", `/api/apps/${first.app.appID}/users/me`);
	assert.equal(status, 200);
});

test("an MQTT endpoint expires after a restart, too, and its connection with it", async (t) => {
	const dataDir = await temporaryFolder(t);
	const clock = new ManualClock();
	const options = { dataDir, clock, endpointTtl: 3600 };
	const first = await createEmulator(options);
	const { mqttEndpoint } = await (await newOwner(first)).onboard("v1");
	await first.close();
	await using second = await createEmulator(options);
	const device = await connectDevice(second, "mqtt", endpointCredentials(mqttEndpoint), { keepalive: 0 });
	const closed = ended(device);
	await clock.advance(hour + 1000);
	await closed;
});

test("bytes that nothing names, of a process that ended between keeping and naming them, are dropped", async (t) => {
	const dataDir = await temporaryFolder(t);
	await (await createEmulator({ dataDir })).close();
	const before = await openFolder(dataDir);
	await before.blobs.put("app/emulator/object-body/orphan", new Uint8Array(10));
	await before.store.close();
	await (await createEmulator({ dataDir })).close();
	const after = await openFolder(dataDir);
	assert.deepEqual(after.blobs.keys([""]), []);
	await after.store.close();
});
