// POST /_emulator/reset: everything back to how it was, and no request sees half of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator, type Emulator, ManualClock } from "../../src/index.ts";
import { connectDevice, type DeviceCredentials, ended, endpointCredentials } from "../helpers/device.ts";
import { call, newOwner } from "../helpers/owner.ts";

const reset = (emulator: Emulator, query = "") => call(emulator, undefined, "POST", `/_emulator/reset${query}`);
const connect = (emulator: Emulator, credentials: DeviceCredentials) =>
	connectDevice(emulator, "mqtt", credentials, { keepalive: 0 });

test("a reset ends tokens, endpoints and connections, and takes made apps away", async () => {
	await using emulator = await createEmulator({ app: ["given:key"] });
	const made = await emulator.apps.create({ appID: "made" });
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("lamp");
	const device = await connect(emulator, endpointCredentials(thing.mqttEndpoint));
	const closed = ended(device);
	const { status, body } = await reset(emulator);
	assert.deepEqual([status, body], [200, { apps: ["emulator", "given"], connectionsClosed: 1 }]);
	await closed;
	await assert.rejects(connect(emulator, endpointCredentials(thing.mqttEndpoint)), { code: 5 });
	assert.equal((await owner.call("GET", "/api/apps/emulator/users/me")).status, 403);
	assert.equal((await call(emulator, made.adminToken, "GET", "/api/apps/made/topics")).status, 403);
	const again = await newOwner(emulator);
	const { body: view } = await again.call("GET", `/api/apps/emulator/things/${(await again.onboard("lamp")).thingID}`);
	assert.equal("_online" in view, false);
});

test("of one app only that is reset, and what its maker has works again", async () => {
	await using emulator = await createEmulator();
	const app = await emulator.apps.create({ appID: "mine" });
	const other = await newOwner(emulator);
	const otherThing = await other.onboard("lamp");
	const otherDevice = await connect(emulator, endpointCredentials(otherThing.mqttEndpoint));
	const owner = await newOwner({ url: emulator.url, app });
	assert.equal((await call(emulator, app.adminToken, "PUT", "/api/apps/mine/topics/news")).status, 204);
	const result = await emulator.reset({ app: "mine" });
	assert.deepEqual(result, { apps: ["mine"], connectionsClosed: 0 });
	assert.equal((await owner.call("GET", "/api/apps/mine/users/me")).status, 403);
	assert.deepEqual((await call(emulator, app.adminToken, "GET", "/api/apps/mine/topics")).body, { topics: [] });
	assert.ok(otherDevice.client.connected);
	assert.equal((await other.call("GET", `/api/apps/emulator/things/${otherThing.thingID}`)).body._online, true);
	await otherDevice.close();
});

test("an unknown app is 404, and none is made", async () => {
	await using emulator = await createEmulator();
	const { status, body } = await reset(emulator, "?app=none");
	assert.deepEqual([status, body.errorCode], [404, "APP_NOT_FOUND"]);
	assert.equal((await reset(emulator, "?keepConnections=perhaps")).status, 400);
	assert.equal((await emulator.apps.list()).length, 1);
});

test("kept connections stay open, but their credentials are gone and nothing is pushed to them", async () => {
	await using emulator = await createEmulator();
	const thing = await (await newOwner(emulator)).onboard("lamp");
	const credentials = endpointCredentials(thing.mqttEndpoint);
	const device = await connect(emulator, credentials);
	assert.deepEqual((await reset(emulator, "?keepConnections=1")).body, { apps: ["emulator"], connectionsClosed: 0 });
	const headers = { Authorization: `Bearer ${thing.accessToken}` };
	assert.equal((await device.request("GET", `${thing.target}/states`, headers)).status, 403);
	assert.ok(device.client.connected);
	await assert.rejects(connect(emulator, credentials), { code: 5 });
	await device.close();
});

test("schedules are gone with their triggers", async () => {
	const clock = new ManualClock();
	await using emulator = await createEmulator({ clock });
	const owner = await newOwner(emulator);
	const { target } = await owner.onboard("lamp");
	const before = clock.pendingTimers;
	const reply = await owner.call("POST", `${target}/triggers`, {
		predicate: { eventSource: "SCHEDULE", schedule: "0 0 * * *" },
		triggersWhat: "SERVER_CODE",
		serverCode: { endpoint: "f" },
	});
	assert.equal(reply.status, 201);
	assert.equal(clock.pendingTimers, before + 1);
	await emulator.reset({ app: "emulator" });
	assert.equal(clock.pendingTimers, before);
});

test("no request sees half of it, and none that came before writes after it", async () => {
	await using emulator = await createEmulator();
	const { adminToken } = await emulator.apps.create({ appID: "mine" });
	const put = (name: string) => call(emulator, adminToken, "PUT", `/api/apps/mine/topics/${name}`);
	for (let round = 0; round < 10; round++) {
		const early = Array.from({ length: 10 }, (_, index) => put(`early${index}`));
		const resetting = emulator.reset({ app: "mine" });
		const seen = Array.from({ length: 10 }, () => call(emulator, adminToken, "GET", "/api/apps/mine/topics"));
		await resetting;
		for (const { status } of await Promise.all(early)) assert.ok([204, 409, 503].includes(status), `${status}`);
		for (const { status } of await Promise.all(seen)) assert.ok([200, 503].includes(status), `${status}`);
		await emulator.reset({ app: "mine" });
		assert.deepEqual((await call(emulator, adminToken, "GET", "/api/apps/mine/topics")).body, { topics: [] });
	}
});

test("a request whose body comes after the reset fails, whatever it may", async () => {
	await using emulator = await createEmulator();
	let send: (chunk: string | undefined) => void = () => {};
	const body = new ReadableStream({
		start(controller) {
			send = (chunk) =>
				chunk === undefined ? controller.close() : controller.enqueue(new TextEncoder().encode(chunk));
		},
	});
	const replying = fetch(`${emulator.url}/api/apps/emulator/users`, {
		method: "POST",
		headers: { "Content-Type": "application/json" },
		body,
		duplex: "half",
	} as RequestInit);
	send('{"loginName": "late", ');
	// When a later request on another connection is answered, the first has long been taken in.
	await call(emulator, undefined, "GET", "/_emulator/health");
	await call(emulator, undefined, "GET", "/_emulator/health");
	await emulator.reset();
	send('"password": "1234"}');
	send(undefined);
	const reply = await replying;
	assert.equal(reply.status, 503);
	assert.equal(((await reply.json()) as { errorCode: string }).errorCode, "APP_RESET");
	await newOwner(emulator, "late");
});

test("server code that goes on and on is ended, and its request answered", async () => {
	await using emulator = await createEmulator();
	const { adminToken } = await emulator.apps.create({ appID: "mine" });
	const deploy = async (source: string) => {
		const reply = await fetch(`${emulator.url}/api/apps/mine/server-code`, {
			method: "POST",
			headers: { "Content-Type": "application/javascript", Authorization: `Bearer ${adminToken}` },
			body: source,
		});
		const { versionID } = (await reply.json()) as { versionID: string };
		return versionID;
	};
	const versionID = await deploy("function loop() { for (;;); }");
	const path = `/api/apps/mine/server-code/versions/${versionID}/loop`;
	const looping = call(emulator, adminToken, "POST", path, {});
	const deploying = deploy("function other() {}");
	// A run is under way when a check that was asked for later is done.
	await deploying;
	const { apps } = await emulator.reset({ app: "mine" });
	assert.deepEqual(apps, ["mine"]);
	assert.equal((await looping).status, 400);
});

test("a misspelled option resets nothing, and a misspelled field makes no app", async () => {
	await using emulator = await createEmulator();
	await emulator.apps.create({ appID: "mine" });
	await assert.rejects(emulator.reset({ ap: "mine" } as object), {
		name: "TypeError",
		message: "ap is no option of reset; did you mean app? There are app, keepConnections",
	});
	await assert.rejects(
		emulator.apps.create({ appld: "other" } as object),
		/^TypeError: appld is no field of a new app/,
	);
	assert.equal((await emulator.apps.list()).length, 2);
});
