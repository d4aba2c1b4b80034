// Apps as namespaces: made and deleted while the emulator runs, and nothing of one is seen by another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator, type Emulator } from "../../src/index.ts";
import { connectDevice, ended, endpointCredentials } from "../helpers/device.ts";
import { call, newOwner } from "../helpers/owner.ts";

const onboarding = "application/vnd.kii.OnboardingWithVendorThingIDByOwner+json";
const workers = 50;

test("an app is made with random keys or given ones, and its admin token works at once", async () => {
	await using emulator = await createEmulator({ apps: "fixed" });
	const random = await call(emulator, undefined, "POST", "/_emulator/apps", {});
	assert.equal(random.status, 201);
	const { appID, appKey, clientID, clientSecret, adminToken } = random.body;
	for (const text of [appID, appKey, clientID, clientSecret, adminToken]) assert.match(text, /^\w{12,}$/);
	const listed = await call(emulator, adminToken, "GET", `/api/apps/${appID}/configuration/parameters`);
	assert.equal(listed.status, 200);
	const login = { client_id: clientID, client_secret: clientSecret };
	assert.equal((await call(emulator, undefined, "POST", `/api/apps/${appID}/oauth2/token`, login)).status, 200);

	const given = { appID: "mine", appKey: "k", clientID: "c", clientSecret: "s" };
	const { adminToken: _token, ...mine } = await emulator.apps.create(given);
	assert.deepEqual(mine, given);
	assert.deepEqual((await call(emulator, undefined, "GET", "/_emulator/apps/mine")).body, given);
	const { body } = await call(emulator, undefined, "GET", "/_emulator/apps");
	assert.deepEqual(body.apps.map((app: { appID: string }) => app.appID).sort(), ["emulator", "mine", appID].sort());
	assert.deepEqual(await emulator.apps.list(), body.apps);
});

test("a body is not needed", async () => {
	await using emulator = await createEmulator();
	const reply = await fetch(`${emulator.url}/_emulator/apps`, { method: "POST" });
	assert.equal(reply.status, 201);
	assert.equal(reply.headers.get("location"), `/_emulator/apps/${((await reply.json()) as { appID: string }).appID}`);
});

for (const [name, method, path, body, status, errorCode] of [
	["a second app of an ID", "POST", "/apps", { appID: "emulator" }, 409, "APP_ALREADY_EXISTS"],
	["an ID that cannot be", "POST", "/apps", { appID: "a/b" }, 400, "INVALID_INPUT_DATA"],
	["an unknown key", "POST", "/apps", { appId: "a" }, 400, "INVALID_INPUT_DATA"],
	["an app that is not there", "GET", "/apps/none", undefined, 404, "APP_NOT_FOUND"],
	["deleting an app that is not there", "DELETE", "/apps/none", undefined, 404, "APP_NOT_FOUND"],
] as const) {
	test(`${name} is ${status} ${errorCode}, and makes none`, async () => {
		await using emulator = await createEmulator();
		const reply = await call(emulator, undefined, method, `/_emulator${path}`, body);
		assert.deepEqual([reply.status, reply.body.errorCode], [status, errorCode]);
		assert.equal((await emulator.apps.list()).length, 1);
	});
}

test("with max-apps apps, one more that a client names is 404 over HTTP and return code 5 over MQTT, until a reset", async () => {
	await using emulator = await createEmulator({ maxApps: 2 });
	const login = (appID: string) =>
		call(emulator, undefined, "POST", `/api/apps/${appID}/users`, { loginName: "ann", password: "1234" });
	const connect = (appID: string) =>
		connectDevice(emulator, "mqtt", {
			clientId: "anonymous",
			username: `type=oauth2&client_id=${appID}`,
			password: "client_secret=k",
		});
	assert.equal((await login("one")).status, 201);
	const { status, body } = await login("two");
	assert.deepEqual([status, body.errorCode], [404, "APP_NOT_FOUND"]);
	assert.match(body.message, /there are 2 apps, as many as the setting max-apps allows/);
	await assert.rejects(connect("two"), { code: 5 });
	await (await connect("one")).close();
	await emulator.reset();
	assert.equal((await login("two")).status, 201);
});

/** One worker's life in an app of its own: everything has the name it has in all the others. */
async function work(emulator: Emulator, number: number): Promise<void> {
	const app = await emulator.apps.create();
	const { appID, adminToken } = app;
	const api = `/api/apps/${appID}`;
	const owner = await newOwner({ url: emulator.url, app }, "alice");
	const { status, body: thing } = await owner.call(
		"POST",
		`/thing-if/apps/${appID}/onboardings`,
		{ vendorThingID: "lamp", thingPassword: "1234", owner: owner.issuer },
		onboarding,
	);
	assert.equal(status, 200);
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint));
	const { mqttTopic } = thing.mqttEndpoint;
	await device.client.subscribeAsync(mqttTopic);

	assert.equal((await call(emulator, adminToken, "PUT", `${api}/topics/news`)).status, 204);
	assert.equal(
		(await call(emulator, adminToken, "PUT", `${api}/topics/news/push/subscriptions/things/${thing.thingID}`)).status,
		204,
	);
	const target = `/thing-if/apps/${appID}/targets/thing:${thing.thingID}`;
	const headers = { Authorization: `Bearer ${thing.accessToken}`, "Content-Type": "application/json" };
	assert.equal((await device.request("PUT", `${target}/states`, headers, JSON.stringify({ number }))).status, 201);
	assert.equal((await call(emulator, adminToken, "PUT", `${api}/buckets/data/objects/one`, { number })).status, 201);
	const message = { data: { number }, mqtt: { enabled: true } };
	assert.equal((await call(emulator, adminToken, "POST", `${api}/topics/news/push/messages`, message)).status, 200);
	assert.equal(((await device.nextPush()) as { number: number }).number, number);

	assert.deepEqual((await owner.call("GET", `${target}/states`)).body, { number });
	const query = { bucketQuery: { clause: { type: "all" } } };
	const queryType = "application/vnd.kii.QueryRequest+json";
	const found = await call(emulator, adminToken, "POST", `${api}/buckets/data/query`, query, queryType);
	assert.deepEqual(
		found.body.results.map((object: { number: number }) => object.number),
		[number],
	);
	const things = { thingQuery: { clause: { type: "all" } } };
	const thingType = "application/vnd.kii.ThingQueryRequest+json";
	const own = await call(emulator, adminToken, "POST", `${api}/things/query`, things, thingType);
	assert.deepEqual(
		own.body.results.map((each: { _thingID: string }) => each._thingID),
		[thing.thingID],
	);
	const closed = ended(device);
	await emulator.apps.delete(appID);
	await closed;
	assert.equal((await call(emulator, adminToken, "GET", `${api}/topics`)).status, 404);
}

test(`${workers} workers at once, each with an app of its own and equal names, see nothing of each other`, async () => {
	await using emulator = await createEmulator({ apps: "fixed" });
	// A token of one app is none of another.
	const { adminToken } = await emulator.apps.create({ appID: "one" });
	await emulator.apps.create({ appID: "two" });
	assert.equal((await call(emulator, adminToken, "GET", "/api/apps/two/topics")).status, 403);
	await Promise.all(Array.from({ length: workers }, (_, number) => work(emulator, number)));
	assert.equal((await emulator.apps.list()).length, 3);
});

test("with an app go its connections, endpoints, tokens and everything else; other apps stay", async () => {
	await using emulator = await createEmulator({ apps: "fixed" });
	const kept = await newOwner(emulator);
	const keptThing = await kept.onboard("lamp");
	const keptDevice = await connectDevice(emulator, "mqtt", endpointCredentials(keptThing.mqttEndpoint));
	const app = await emulator.apps.create({ appID: "mine" });
	const owner = await newOwner({ url: emulator.url, app });
	const body = { vendorThingID: "lamp", thingPassword: "1234", owner: owner.issuer };
	const { body: thing } = await owner.call("POST", "/thing-if/apps/mine/onboardings", body, onboarding);
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint));

	const closed = ended(device);
	assert.equal((await call(emulator, undefined, "DELETE", "/_emulator/apps/mine")).status, 204);
	await closed;
	await assert.rejects(connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint)), { code: 5 });
	for (const token of [app.adminToken, owner.token, thing.accessToken]) {
		assert.equal((await call(emulator, token, "GET", `/api/apps/mine/things/${thing.thingID}`)).status, 404);
	}
	await emulator.apps.create({ appID: "mine" });
	for (const token of [app.adminToken, owner.token, thing.accessToken]) {
		assert.equal((await call(emulator, token, "GET", `/api/apps/mine/things/${thing.thingID}`)).status, 403);
	}
	assert.ok(keptDevice.client.connected);
	assert.equal((await kept.call("GET", `/api/apps/emulator/things/${keptThing.thingID}`)).body._online, true);
	await keptDevice.close();
});

test("the app that is always there cannot be deleted, and keeps what it has", async () => {
	await using emulator = await createEmulator();
	const owner = await newOwner(emulator, "bob");
	const { status, body } = await call(emulator, undefined, "DELETE", "/_emulator/apps/emulator");
	assert.deepEqual([status, body.errorCode, body.appID], [409, "OPERATION_NOT_ALLOWED", "emulator"]);
	assert.match(body.message, /can be reset, not deleted/);
	assert.equal((await owner.call("GET", "/api/apps/emulator/users/me")).status, 200);
});

test("a deleted app that somebody calls for is made anew, empty, unless apps is fixed", async () => {
	for (const [apps, status] of [
		["auto", 403],
		["fixed", 404],
	] as const) {
		await using emulator = await createEmulator({ apps });
		const { adminToken } = await emulator.apps.create({ appID: "gone" });
		await emulator.apps.delete("gone");
		assert.equal((await call(emulator, adminToken, "GET", "/api/apps/gone/users/me")).status, status);
		const there = (await emulator.apps.list()).map(({ appID }) => appID);
		assert.deepEqual(there, apps === "auto" ? ["emulator", "gone"] : ["emulator"]);
	}
});
