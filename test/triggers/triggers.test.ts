// Triggers through the whole emulator: what they push arrives over MQTT.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { IClientOptions } from "mqtt";
import { createEmulator, type Emulator, ManualClock } from "../../src/index.ts";
import { connectDevice, type Device, endpointCredentials } from "../helpers/device.ts";
import { call, newOwner, type OwnedThing } from "../helpers/owner.ts";

const actions = [{ turnPower: { power: false } }];

async function connected(emulator: Emulator, thing: OwnedThing, options: IClientOptions = {}): Promise<Device> {
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint), options);
	await device.client.subscribeAsync(thing.mqttEndpoint.mqttTopic);
	return device;
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}`, "Content-Type": "application/json" });

test("a state that arrives over MQTT fires commands to the thing and to another one", async () => {
	await using emulator = await createEmulator();
	const owner = await newOwner(emulator);
	const sensor = await owner.onboard("sensor");
	const lamp = await owner.onboard("lamp");
	const predicate = {
		eventSource: "STATES",
		condition: { type: "range", field: "temperature", lowerLimit: 30 },
		triggersWhen: "CONDITION_FALSE_TO_TRUE",
	};
	for (const { thingID } of [sensor, lamp]) {
		const { status } = await owner.call("POST", `${sensor.target}/triggers`, {
			predicate,
			triggersWhat: "COMMAND",
			command: { schema: "lamp", schemaVersion: 1, issuer: owner.issuer, target: `thing:${thingID}`, actions },
		});
		assert.equal(status, 201);
	}
	const sensorDevice = await connected(emulator, sensor);
	const lampDevice = await connected(emulator, lamp);
	const put = (temperature: number) =>
		sensorDevice.request("PUT", `${sensor.target}/states`, bearer(sensor.accessToken), JSON.stringify({ temperature }));
	assert.equal((await put(29)).status, 201);
	assert.equal((await put(30)).status, 204);
	for (const device of [sensorDevice, lampDevice]) {
		const push = (await device.nextPush()) as { actions: unknown; issuer: string };
		assert.deepEqual([push.actions, push.issuer], [actions, owner.issuer]);
	}
	const { body } = await owner.call("GET", `${lamp.target}/commands`);
	assert.equal(body.commands.length, 1);
	const { body: list } = await owner.call("GET", `${sensor.target}/triggers`);
	assert.equal(body.commands[0].firedByTriggerID, list.triggers[1].triggerID);
	await Promise.all([sensorDevice.close(), lampDevice.close()]);
});

test("a clock moved by hand fires a schedule", async () => {
	const clock = new ManualClock();
	await using emulator = await createEmulator({ clock });
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("v1");
	const { status } = await owner.call("POST", `${thing.target}/triggers`, {
		predicate: { eventSource: "SCHEDULE", schedule: "0 7 * * *" },
		triggersWhat: "COMMAND",
		command: { schema: "lamp", schemaVersion: 1, issuer: owner.issuer, actions },
	});
	assert.equal(status, 201);
	// Without keepalive: its pings go by the clock on the wall.
	const device = await connected(emulator, thing, { keepalive: 0 });
	const start = clock.now();
	const hour = 60 * 60 * 1000;
	await clock.advance(7 * hour);
	const push = (await device.nextPush()) as { commandID: string; actions: unknown };
	assert.deepEqual(push.actions, actions);
	const { body } = await owner.call("GET", `${thing.target}/commands/${push.commandID}`);
	assert.equal(body.createdAt, start + 7 * hour);
	await device.close();
});

test("server code runs on a state and leaves its result", async () => {
	await using emulator = await createEmulator();
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("v1");
	const { appID, clientID: client_id, clientSecret: client_secret } = emulator.app;
	const login = await call(emulator, undefined, "POST", `/api/apps/${appID}/oauth2/token`, {
		client_id,
		client_secret,
	});
	const { access_token: admin } = login.body;
	const source = "function sum(params, context) { return params.a + params.b; } function wrong() { return reference; }";
	const code = `${emulator.url}/api/apps/${appID}/server-code`;
	const headers = { Authorization: `Bearer ${admin}` };
	const deployed = await fetch(code, {
		method: "POST",
		headers: { ...headers, "Content-Type": "application/javascript" },
		body: source,
	});
	const { versionID } = (await deployed.json()) as { versionID: string };
	const current = await fetch(`${code}/versions/current`, {
		method: "PUT",
		headers: { ...headers, "Content-Type": "text/plain" },
		body: versionID,
	});
	assert.equal(current.status, 204);
	const results = [];
	for (const endpoint of ["sum", "wrong"]) {
		const { body } = await owner.call("POST", `${thing.target}/triggers`, {
			predicate: {
				eventSource: "STATES",
				condition: { type: "eq", field: "power", value: true },
				triggersWhen: "CONDITION_TRUE",
			},
			triggersWhat: "SERVER_CODE",
			serverCode: { endpoint, parameters: { a: 1, b: 2 } },
		});
		results.push(`${thing.target}/triggers/${body.triggerID}/results/server-code`);
	}
	await owner.call("PUT", `${thing.target}/states`, { power: true });
	const [sum, wrong] = await Promise.all(results.map((path) => owner.call("GET", path)));
	const [{ executedAt, ...ended }] = sum?.body.triggerServerCodeResults ?? [];
	assert.deepEqual(ended, { succeeded: true, returnedValue: 3, endpoint: "sum" });
	assert.ok(executedAt > 0);
	const [failed] = wrong?.body.triggerServerCodeResults ?? [];
	assert.deepEqual([failed.succeeded, failed.error.details.errorCode], [false, "RUNTIME_ERROR"]);
	assert.match(failed.error.details.message, /reference is not defined/);
});

test("nothing is left of a schedule when the emulator is closed", async () => {
	const clock = new ManualClock();
	const emulator = await createEmulator({ clock });
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("v1");
	const before = clock.pendingTimers;
	const { status } = await owner.call("POST", `${thing.target}/triggers`, {
		predicate: { eventSource: "SCHEDULE", schedule: "0 7 * * *" },
		triggersWhat: "COMMAND",
		command: { schema: "lamp", schemaVersion: 1, issuer: owner.issuer, actions },
	});
	assert.equal(status, 201);
	assert.equal(clock.pendingTimers, before + 1);
	await emulator.close();
	assert.equal(clock.pendingTimers, before);
});
