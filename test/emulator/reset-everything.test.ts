// After a reset an emulator is as a new one: nothing that anything keeps is forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator, type Emulator, ManualClock } from "../../src/index.ts";
import { connectDevice, ended, endpointCredentials } from "../helpers/device.ts";
import { call, newOwner } from "../helpers/owner.ts";

const start = Date.UTC(2030, 0, 1);

async function startEmulator(): Promise<Emulator> {
	return createEmulator({ clock: new ManualClock(start), seedIds: "reset" });
}

/** What anybody can read of it. */
async function everythingOf(emulator: Emulator) {
	const { sequence: _, ...snapshot } = await emulator.snapshot.export();
	const reads: Record<string, unknown> = {};
	for (const path of ["apps", "faults", "clock", "clock?app=emulator", "advertised", "seed"]) {
		const { status, body } = await call(emulator, undefined, "GET", `/_emulator/${path}`);
		const { portTCP: _a, portSSL: _b, portWS: _c, portWSS: _d, ...rest } = body;
		reads[path] = { status, ...rest };
	}
	for (const kind of ["push-records", "verification-codes"]) {
		reads[kind] = (await call(emulator, undefined, "GET", `/_emulator/apps/emulator/${kind}`)).body;
	}
	const records = snapshot.records.toSorted((a, b) => (a.key < b.key ? -1 : 1));
	const recorder = await call(emulator, undefined, "POST", "/_emulator/recorder/stop");
	return { ...snapshot, records, reads, recorder: recorder.status };
}

async function fill(emulator: Emulator): Promise<{ readonly thingID: string; readonly closed: Promise<void> }> {
	await emulator.recorder.start();
	await emulator.apps.create({ appID: "made" });
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("lamp");
	const api = `/api/apps/${emulator.app.appID}`;
	const ask = async (method: string, path: string, body?: unknown, type?: string) => {
		const { status } = await owner.call(method, path, body, type);
		assert.ok(status < 300, `${method} ${path}: ${status}`);
	};
	await ask("PUT", `${thing.target}/states`, { power: true });
	await owner.postCommand(thing.target, [{ turnPower: { power: true } }]);
	await ask("POST", `${thing.target}/triggers`, {
		predicate: { eventSource: "SCHEDULE", schedule: "0 * * * *" },
		triggersWhat: "COMMAND",
		command: { schema: "s", schemaVersion: 1, issuer: owner.issuer, actions: [{ turnPower: { power: false } }] },
	});
	await ask("PUT", `${api}/users/me/buckets/bucket/objects/object`, { a: 1 });
	const headers = { authorization: `Bearer ${owner.token}`, "content-type": "image/png" };
	const url = `${emulator.url}${api}/users/me/buckets/bucket/objects/object/body`;
	assert.equal((await fetch(url, { method: "PUT", headers, body: "body" })).status, 200);
	await ask("PUT", `${api}/users/me/topics/news`);
	await ask("POST", `${api}/installations`, { deviceType: "ANDROID", installationRegistrationID: "gcm-1" });
	const wrong = { username: "owner", password: "wrong" };
	for (let n = 0; n < 3; n++) await call(emulator, undefined, "POST", `${api}/oauth2/token`, wrong);
	await emulator.faults.add({ on: "publish", direction: "out", action: "hold" });
	await emulator.faults.add({ on: "api", route: "GET /x", action: "respond", status: 500, app: "emulator" });
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint), { keepalive: 0 });
	await device.client.subscribeAsync(thing.mqttEndpoint.mqttTopic);
	await emulator.advertised.set({ host: "192.0.2.1" });
	await emulator.clock.freeze();
	await emulator.clock.advance(3 * 60 * 60 * 1000);
	await emulator.clock.of("emulator").set(start + 1e9);
	assert.ok(emulator.journal.entries().length > 0);
	return { thingID: thing.thingID, closed: ended(device) };
}

test("what is kept of anything is as in a new emulator, and the same identifiers come again", async () => {
	await using fresh = await startEmulator();
	await using used = await startEmulator();
	const { thingID, closed } = await fill(used);
	await used.advertised.clear();
	await used.reset();
	await closed;
	assert.deepEqual(used.journal.entries({ kind: "mqtt" }), []);
	assert.deepEqual(await everythingOf(used), await everythingOf(fresh));
	const again = await fill(used);
	assert.equal(again.thingID, thingID);
	await used.faults.clear();
	await used.reset();
	await again.closed;
});
