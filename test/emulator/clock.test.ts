// The emulator's clock, by everything that depends on it: over HTTP, over MQTT and in process.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createEmulator, type Emulator } from "../../src/index.ts";
import { connectDevice, type Device, endpointCredentials } from "../helpers/device.ts";
import { call, newOwner } from "../helpers/owner.ts";

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const hour = 60 * minute;

async function control(emulator: Emulator, action: string, body?: object, app?: string) {
	const url = `${emulator.url}/_emulator/clock${action}${app === undefined ? "" : `?app=${app}`}`;
	const response = await fetch(url, {
		...(action === "" ? {} : { method: "POST" }),
		...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
	});
	return {
		status: response.status,
		body: (await response.json()) as Record<string, unknown>,
		headers: response.headers,
	};
}

function ended({ client }: Device): Promise<void> {
	return new Promise((resolve) => void client.once("close", () => resolve()));
}

/** An access token of the administrator. */
async function adminToken(emulator: Emulator, more: object = {}): Promise<string> {
	const body = { grant_type: "client_credentials", client_id: "emulator-admin", client_secret: "emulator-secret" };
	const reply = await call(emulator, undefined, "POST", "/api/apps/emulator/oauth2/token", { ...body, ...more });
	assert.equal(reply.status, 200);
	return reply.body.access_token;
}

/** An emulator at the start of 2026, time standing still, with a device that listens. */
async function withDevice(emulator: Emulator) {
	await emulator.clock.freeze(start);
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("v1");
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint), { keepalive: 0 });
	await device.client.subscribeAsync(`${thing.mqttEndpoint.mqttTopic}`);
	const command = { schema: "lamp", schemaVersion: 1, issuer: owner.issuer, actions: [{ turnPower: { power: true } }] };
	const schedule = (cron: string) =>
		owner.call("POST", `${thing.target}/triggers`, {
			predicate: { eventSource: "SCHEDULE", schedule: cron },
			triggersWhat: "COMMAND",
			command,
		});
	const commands = async () => {
		const { body } = await owner.call("GET", `${thing.target}/commands`);
		return (body.commands as { createdAt: number }[]).map(({ createdAt }) => createdAt - start);
	};
	return { owner, thing, device, schedule, commands };
}

describe("advance over the control API", () => {
	test("fires schedules over days, in order, and answers when their pushes are written", async () => {
		await using emulator = await createEmulator();
		const { device, schedule, commands } = await withDevice(emulator);
		await schedule("0 9 * * *");
		await schedule("30 8 * * *");
		const received: unknown[] = [];
		const all = new Promise<void>((resolve) => {
			device.client.on("message", (_topic, payload) => {
				if (received.push(JSON.parse(payload.toString())) === 8) resolve();
			});
		});
		const { status, body } = await control(emulator, "/advance", { ms: 4 * 24 * hour });
		assert.deepEqual([status, body.mode, body.now, body.ranTimers], [200, "frozen", start + 4 * 24 * hour, 8]);
		// Written before the answer: they come without another turn of the clock.
		await all;
		const days = [0, 1, 2, 3].map((day) => day * 24 * hour);
		assert.deepEqual(
			await commands(),
			days.flatMap((day) => [day + 8.5 * hour, day + 9 * hour]),
		);
		await device.close();
	});

	test("waits for server code in its process, for which no time passes", async () => {
		await using emulator = await createEmulator();
		const { owner, thing, device } = await withDevice(emulator);
		const { appID } = emulator.app;
		const token = await adminToken(emulator);
		const path = `/api/apps/${appID}/server-code`;
		const deployed = await fetch(`${emulator.url}${path}`, {
			method: "POST",
			headers: { authorization: `Bearer ${token}`, "content-type": "application/javascript" },
			body: "function tick() { return 'ticked'; }",
		});
		const { versionID } = (await deployed.json()) as { versionID: string };
		await fetch(`${emulator.url}${path}/versions/current`, {
			method: "PUT",
			headers: { authorization: `Bearer ${token}`, "content-type": "text/plain" },
			body: versionID,
		});
		const { body } = await owner.call("POST", `${thing.target}/triggers`, {
			predicate: { eventSource: "SCHEDULE", schedule: "0 * * * *" },
			triggersWhat: "SERVER_CODE",
			serverCode: { endpoint: "tick", executorAccessToken: token },
		});
		await emulator.clock.advance(2 * hour);
		const results = await owner.call("GET", `${thing.target}/triggers/${body.triggerID}/results/server-code`);
		assert.deepEqual(
			(results.body.triggerServerCodeResults as Record<string, unknown>[]).map((each) => [
				each.succeeded,
				each.returnedValue,
				(each.executedAt as number) - start,
			]),
			[
				[true, "ticked", hour],
				[true, "ticked", 2 * hour],
			],
		);
		await device.close();
	});

	test("ends endpoints, tokens and online status at their times", async () => {
		await using emulator = await createEmulator({ endpointTtl: 600 });
		const { owner, thing, device } = await withDevice(emulator);
		const { appID } = emulator.app;
		const token = await adminToken(emulator, { expiresAt: start + hour });
		const path = `/api/apps/${appID}/things/${thing.thingID}`;
		const closed = ended(device);
		await emulator.clock.advance(600_000 - 1);
		assert.equal((await owner.call("GET", path)).body._online, true);
		await emulator.clock.advance(hour - 600_000);
		await closed;
		const view = (await owner.call("GET", path)).body;
		assert.deepEqual([view._online, view._onlineStatusModifiedAt], [false, start + 600_000]);
		assert.equal((await call(emulator, token, "GET", path)).status, 200);
		await emulator.clock.advance(1);
		assert.equal((await call(emulator, token, "GET", path)).body.errorCode, "WRONG_TOKEN");
		await device.close();
	});

	test("closes a client that is silent for one and a half times its keepalive", async () => {
		await using emulator = await createEmulator();
		await emulator.clock.freeze();
		const owner = await newOwner(emulator);
		const thing = await owner.onboard("v1");
		const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint), { keepalive: 60 });
		const closed = ended(device);
		await emulator.clock.of(emulator.app.appID).advance(90_000 - 1);
		assert.ok(device.client.connected);
		await emulator.clock.of(emulator.app.appID).advance(1);
		await closed;
		await device.close();
	});

	test("does so, too, when the clock is stopped at a later time", async () => {
		await using emulator = await createEmulator();
		const owner = await newOwner(emulator);
		const thing = await owner.onboard("v1");
		const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint), { keepalive: 60 });
		const closed = ended(device);
		await emulator.clock.freeze(emulator.clock.state().now + 3_600_000);
		await closed;
		await device.close();
	});
});

describe("apps", () => {
	test("have clocks of their own, which the header Date follows", async () => {
		await using emulator = await createEmulator({ app: [{ appID: "second", appKey: "k" }] });
		await emulator.clock.freeze(start);
		const moved = await control(emulator, "/set", { now: "2027-05-06T07:08:09Z" }, "second");
		assert.deepEqual([moved.status, moved.body.iso], [200, "2027-05-06T07:08:09.000Z"]);
		assert.equal(moved.headers.get("date"), new Date(start).toUTCString());
		const dateOf = async (path: string) =>
			(await fetch(`${emulator.url}${path}`, { headers: { authorization: `Basic ${btoa("second:k")}` } })).headers.get(
				"date",
			);
		assert.equal(await dateOf("/api/apps/second/things/none"), "Thu, 06 May 2027 07:08:09 GMT");
		assert.equal(await dateOf("/api/apps/emulator/things/none"), "Thu, 01 Jan 2026 00:00:00 GMT");
		const followed = await control(emulator, "/reset", undefined, "second");
		assert.deepEqual([followed.body.mode, followed.body.now], ["frozen", start]);
		const { body } = await control(emulator, "/resume");
		assert.equal(body.mode, "real");
		assert.ok(Math.abs((body.offset as number) - (start - Date.now())) < 60_000);
		assert.equal((await control(emulator, "/reset")).body.offset, 0);
	});

	test("are not made by being named", async () => {
		await using emulator = await createEmulator();
		for (const action of ["", "/freeze", "/resume", "/reset"]) {
			const { status, body } = await control(emulator, action, undefined, "nobody");
			assert.deepEqual([status, body.errorCode], [404, "APP_NOT_FOUND"], action);
		}
		assert.equal((await control(emulator, "", undefined, "emulator")).status, 200);
	});
});

test("set back, schedules come again at their times", async () => {
	await using emulator = await createEmulator();
	const { device, schedule, commands } = await withDevice(emulator);
	await schedule("0 9 * * *");
	await emulator.clock.advance(10 * hour);
	await emulator.clock.set(start + 8.5 * hour);
	await emulator.clock.advance(hour);
	assert.deepEqual(await commands(), [9 * hour, 9 * hour]);
	await device.close();
});

test("a time that cannot be is refused", async () => {
	await using emulator = await createEmulator();
	const wrong: [action: string, body: object, field: string][] = [
		["/advance", { ms: -1 }, "ms"],
		["/advance", { ms: 1e300 }, "ms"],
		["/advance", { ms: "1" }, "ms"],
		["/advance", {}, "ms"],
		["/set", { now: "yesterday" }, "now"],
		["/set", { now: -5 }, "now"],
		["/set", { now: "2026-02-30T25:00:00Z" }, "now"],
		["/set", {}, "now"],
		["/freeze", { at: 1e20 }, "at"],
		["/freeze", { at: true }, "at"],
	];
	for (const [action, body, field] of wrong) {
		const refused = await control(emulator, action, body);
		assert.deepEqual([refused.status, refused.body.errorCode], [400, "INVALID_INPUT_DATA"], JSON.stringify(body));
		assert.ok(Object.hasOwn(refused.body.invalidFields as object, field), JSON.stringify(refused.body));
	}
	assert.deepEqual((await emulator.clock.state()).offset, 0);
});

test("an emulator whose clock stands still closes as any other", async () => {
	const emulator = await createEmulator();
	const { device } = await withDevice(emulator);
	const closed = ended(device);
	await emulator.close();
	await closed;
	await assert.rejects(emulator.clock.advance(1), { code: "EMULATOR_CLOSING" });
	await device.close();
});
