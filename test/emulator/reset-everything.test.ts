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

/** Of the many kinds of records, those that something besides a request for them makes. */
const fillsKinds = [
	"sent-code",
	"push-record",
	"login-lock",
	"token",
	"mqtt-endpoint",
	"command",
	"trigger",
	"object-body",
];

/** What anybody can read of it. */
async function everythingOf(emulator: Emulator) {
	const { sequence: _, ...snapshot } = await emulator.snapshot.export();
	const reads: Record<string, unknown> = {};
	for (const path of ["apps", "faults", "clock", "clock?app=emulator", "advertised", "seed"]) {
		const { status, body } = await call(emulator, undefined, "GET", `/_emulator/${path}`);
		const { portTCP: _a, portSSL: _b, portWS: _c, portWSS: _d, ...rest } = body;
		reads[path] = { status, ...rest };
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
	const login = { grant_type: "client_credentials", client_id: "emulator-admin", client_secret: "emulator-secret" };
	const admin = (await call(emulator, undefined, "POST", `${api}/oauth2/token`, login)).body.access_token;
	const asAdmin = async (path: string, body: object, method = "POST") => {
		const { status } = await call(emulator, admin, method, `${api}${path}`, body);
		assert.ok(status < 300, `${path}: ${status}`);
	};
	await asAdmin("/configuration/parameters", { maxLoginAttempts: 2, refreshTokenEnabled: true }, "PATCH");
	await asAdmin("/users", { loginName: "ann", emailAddress: "ann@x.y", password: "1234" });
	await asAdmin("/users/EMAIL:ann@x.y/password/request-reset", {});
	// What GCM would have got, and a token that ends at once.
	await ask("POST", `${api}/users/me/push/messages`, { data: { a: 1 }, gcm: { enabled: true } });
	await call(emulator, undefined, "POST", `${api}/oauth2/token`, {
		username: "owner",
		password: "1234",
		expiresAt: `${emulator.clock.state().now + 1}`,
	});
	const wrong = { username: "owner", password: "wrong" };
	for (let n = 0; n < 3; n++) await call(emulator, undefined, "POST", `${api}/oauth2/token`, wrong);
	await emulator.faults.add({ on: "publish", direction: "out", action: "hold" });
	await emulator.faults.add({
		on: "api",
		route: "GET /api/apps/:appID/users/me",
		action: "respond",
		status: 500,
		app: "emulator",
	});
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint), { keepalive: 0 });
	await device.client.subscribeAsync(thing.mqttEndpoint.mqttTopic);
	await emulator.advertised.set({ host: "192.0.2.1" });
	await emulator.clock.freeze();
	await emulator.clock.advance(3 * 60 * 60 * 1000);
	await emulator.clock.of("emulator").set(start + 1e9);
	assert.ok(emulator.journal.entries().length > 0);
	const { records, bodies } = await emulator.snapshot.export("emulator");
	const kinds = new Set([...records, ...bodies].map(({ key }) => key.split("/")[2]));
	for (const kind of fillsKinds) assert.ok(kinds.has(kind), `nothing of kind ${kind}: ${[...kinds].join(" ")}`);
	return { thingID: thing.thingID, closed: ended(device) };
}

test("what is kept of anything is as in a new emulator, and the same identifiers come again", async () => {
	await using fresh = await startEmulator();
	await using used = await startEmulator();
	const { thingID, closed } = await fill(used);
	await used.reset();
	await closed;
	// What is true of the machine around it stays: a container's ports are the same after a reset.
	assert.equal(used.advertised.get().host, "192.0.2.1");
	await used.advertised.clear();
	assert.deepEqual(used.journal.entries({ kind: "mqtt" }), []);
	assert.deepEqual(await everythingOf(used), await everythingOf(fresh));
	const again = await fill(used);
	assert.equal(again.thingID, thingID);
	await used.faults.clear();
	await used.reset();
	await again.closed;
});
