// Seeds: a state written down, that an emulator begins with and a reset goes back to; and sessions recorded as seeds.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createEmulator, type Emulator, SettingError } from "../../src/index.ts";
import { connectDevice, endpointCredentials } from "../helpers/device.ts";
import { call, newOwner } from "../helpers/owner.ts";

const endpoint = { mqttTopic: "lamptopic", username: "lampuser", password: "lamppassword" };
const seed = {
	version: 1,
	tokens: ["admin-token"],
	parameters: { refreshTokenEnabled: true },
	traits: [
		{
			trait: "Power",
			actions: [{ turn: { payloadSchema: { type: "boolean" } } }],
			states: [{ on: { payloadSchema: { type: "boolean" } } }],
		},
	],
	thingTypes: [
		{
			thingType: "Lamp",
			firmwareVersions: [{ firmwareVersion: "v1", aliases: { power: { trait: "Power", traitVersion: 1 } } }],
		},
	],
	serverCode: [{ versionID: "first", source: "function hello() { return 'hello'; }", current: true }],
	users: [{ userID: "alice-id", loginName: "alice", password: "1234", fields: { age: 3 }, tokens: ["alice-token"] }],
	groups: [{ groupID: "home", name: "Home", owner: "alice-id", topics: [{ topicID: "news" }] }],
	things: [
		{
			thingID: "th.lamp",
			vendorThingID: "lamp",
			password: "secret",
			thingType: "Lamp",
			firmwareVersion: "v1",
			owners: ["user:alice-id", "group:home"],
			tokens: [{ token: "lamp-token" }],
			mqttEndpoint: endpoint,
			state: { power: { on: true } },
			triggers: [
				{
					triggerID: "nightly",
					predicate: { eventSource: "SCHEDULE", schedule: "0 0 * * *" },
					triggersWhat: "SERVER_CODE",
					serverCode: { endpoint: "hello" },
				},
			],
		},
		{ thingID: "th.gate", vendorThingID: "gate", password: "secret", layoutPosition: "GATEWAY" },
		{ thingID: "th.node", vendorThingID: "node", password: "secret", gateway: "th.gate" },
	],
	topics: [{ topicID: "all", subscribers: ["thing:th.lamp"] }],
	buckets: [
		{
			bucketID: "data",
			acl: { CREATE_OBJECTS_IN_BUCKET: { revoke: ["UserID:ANY_AUTHENTICATED_USER"] } },
			objects: [
				{
					objectID: "one",
					fields: { number: 1 },
					creator: "user:alice-id",
					body: { contentType: "text/plain", text: "hi" },
				},
			],
		},
	],
} as const;

const api = "/api/apps/emulator";
const target = "/thing-if/apps/emulator/targets/thing:th.lamp";

function fileOf(t: TestContext, document: unknown): string {
	const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const file = join(folder, "seed.json");
	writeFileSync(file, typeof document === "string" ? document : JSON.stringify(document));
	return file;
}

/** What a client can read of the seed. */
async function view(emulator: Emulator): Promise<unknown[]> {
	const paths = [
		`${api}/users/alice-id`,
		`${api}/groups/home/members`,
		`${api}/things/th.lamp`,
		`${api}/things/th.lamp/ownership`,
		`${target}/states`,
		`${target}/triggers`,
		`${api}/topics`,
		`${api}/groups/home/topics`,
		`${api}/buckets/data/objects/one`,
		`${api}/buckets/data/acl`,
		`${api}/server-code/versions`,
		`${api}/configuration/parameters`,
		"/thing-if/apps/emulator/traits",
		"/thing-if/apps/emulator/things/th.gate/end-nodes",
	];
	const replies = [];
	for (const path of paths) {
		const { status, body } = await call(emulator, "admin-token", "GET", path);
		replies.push([path, status, body]);
	}
	return replies;
}

test("everything of it is there at the start and again after a reset, with its IDs, passwords and tokens", async (t) => {
	await using emulator = await createEmulator({ seed: fileOf(t, seed) });
	const before = (await view(emulator)) as [string, number, unknown][];
	for (const [path, status, body] of before) assert.equal(status, 200, `${path} ${JSON.stringify(body)}`);
	const { body: user } = await call(emulator, "alice-token", "GET", `${api}/users/me`);
	assert.deepEqual([user.userID, user.loginName, user.age], ["alice-id", "alice", 3]);
	const login = { username: "alice", password: "1234" };
	assert.equal((await call(emulator, undefined, "POST", `${api}/oauth2/token`, login)).status, 200);
	assert.deepEqual((await call(emulator, "lamp-token", "GET", `${target}/states`)).body, { power: { on: true } });
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(endpoint));
	await device.client.subscribeAsync(endpoint.mqttTopic);
	const message = { data: { number: 7 }, mqtt: { enabled: true } };
	await call(emulator, "admin-token", "POST", `${api}/topics/all/push/messages`, message);
	assert.equal(((await device.nextPush()) as { number: number }).number, 7);

	await call(emulator, "admin-token", "DELETE", `${api}/things/th.node`);
	await call(emulator, "admin-token", "PUT", `${api}/topics/more`);
	await emulator.reset({ keepConnections: true });
	assert.equal((await call(emulator, "admin-token", "GET", `${api}/things/th.lamp`)).body._online, true);
	await call(emulator, "admin-token", "POST", `${api}/topics/all/push/messages`, message);
	assert.equal(((await device.nextPush()) as { number: number }).number, 7);
	assert.equal((await call(emulator, "admin-token", "GET", `${api}/things/th.node`)).status, 200);
	assert.equal((await call(emulator, "admin-token", "GET", `${api}/topics/more`)).status, 404);
	await device.close();
});

for (const [name, document, path] of [
	[
		"an unknown owner",
		{ things: [seed.things[1], { ...seed.things[2], owners: ["user:none"], gateway: undefined }] },
		"things[1].owners[0]",
	],
	["an unknown section", { thing: [] }, "thing"],
	["an unknown key", { users: [{ loginname: "alice" }] }, "users[0].loginname"],
	["a missing key", { groups: [{ groupID: "home" }] }, "groups[0].name"],
	["a password that is too long", { users: [{ loginName: "a b", password: "1234" }] }, "users[0].loginName"],
	["two things of a name", { things: [seed.things[1], { ...seed.things[1], thingID: "th.2" }] }, "things[1]"],
	[
		"a data type that no header can have",
		{ buckets: [{ bucketID: "bb", objects: [{ objectID: "o1", dataType: 'text/json; x="…"' }] }] },
		"buckets[0].objects[0].dataType",
	],
	["another version", { version: 2 }, "version"],
	["an app twice", { apps: [{ appID: "a" }, { appID: "a" }] }, "apps[1].appID"],
] as const) {
	test(`${name} is refused with its place, and nothing is changed`, async () => {
		await using emulator = await createEmulator();
		await newOwner(emulator, "stays");
		const body = JSON.parse(JSON.stringify({ version: 1, ...document }));
		const reply = await call(emulator, undefined, "PUT", "/_emulator/seed", body);
		assert.deepEqual([reply.status, reply.body.errorCode, reply.body.path], [400, "SEED_INVALID", path]);
		assert.ok(reply.body.message.startsWith(`${path}: `), reply.body.message);
		const login = { username: "stays", password: "1234" };
		assert.equal((await call(emulator, undefined, "POST", `${api}/oauth2/token`, login)).status, 200);
		assert.equal((await call(emulator, undefined, "GET", "/_emulator/seed")).status, 404);
	});
}

test("an unknown key is told what was meant, and a pattern is told in words", async () => {
	await using emulator = await createEmulator();
	const reasonOf = async (document: object) =>
		(await call(emulator, undefined, "PUT", "/_emulator/seed", { version: 1, ...document })).body.reason;
	const guess = /^is not known here; did you mean loginName\? There are .*password/;
	assert.match(await reasonOf({ users: [{ loginname: "alice" }] }), guess);
	assert.match(await reasonOf({ bucket: [] }), /^is not known here; did you mean buckets\? There are /);
	const inWords = 'must be 1 to 200 letters, digits, ".", "_" or "-"';
	assert.equal(await reasonOf({ things: [{ vendorThingID: "a b", password: "secret" }] }), inWords);
});

test("a file that cannot be used keeps the emulator from starting, and says where it is wrong", async (t) => {
	for (const [document, reason] of [
		["{", /seed: cannot use .*JSON/],
		[{ version: 1, things: [{ vendorThingID: "lamp" }] }, /seed: cannot use .*things\[0\]\.password: /],
	] as const) {
		await assert.rejects(createEmulator({ seed: fileOf(t, document) }), (error) => {
			assert.ok(error instanceof SettingError);
			assert.match(error.message, reason);
			return true;
		});
	}
});

test("PUT takes a seed and resets to it; DELETE ends that at the next reset", async () => {
	await using emulator = await createEmulator();
	const reply = await call(emulator, undefined, "PUT", "/_emulator/seed", seed);
	assert.deepEqual([reply.status, reply.body.apps], [200, ["emulator"]]);
	assert.deepEqual((await call(emulator, undefined, "GET", "/_emulator/seed")).body, seed);
	assert.equal((await call(emulator, "alice-token", "GET", `${api}/users/me`)).status, 200);
	assert.equal((await call(emulator, undefined, "DELETE", "/_emulator/seed")).status, 204);
	await emulator.reset();
	assert.equal((await call(emulator, "alice-token", "GET", `${api}/users/me`)).status, 403);
});

test("a new app can have a seed of its own, and is put back to it", async () => {
	await using emulator = await createEmulator();
	const own = { version: 1, users: [{ loginName: "alice", password: "1234" }] };
	const { body } = await call(emulator, undefined, "POST", "/_emulator/apps", { appID: "mine", seed: own });
	const path = "/api/apps/mine/users/LOGIN_NAME:alice";
	assert.equal((await call(emulator, body.adminToken, "GET", path)).status, 200);
	assert.equal((await call(emulator, body.adminToken, "DELETE", path)).status, 204);
	await emulator.reset({ app: "mine" });
	assert.equal((await call(emulator, body.adminToken, "GET", path)).status, 200);
	const wrong = { appID: "wrong", seed: { version: 1, users: [{}, { x: 1 }] } };
	assert.equal((await call(emulator, undefined, "POST", "/_emulator/apps", wrong)).body.path, "users[1].x");
	assert.equal((await call(emulator, undefined, "GET", "/_emulator/apps/wrong")).status, 404);
});

test("a recorded session makes another emulator the same, with the same IDs and tokens", async () => {
	await using first = await createEmulator();
	await call(first, undefined, "PUT", "/_emulator/seed", seed);
	assert.equal((await call(first, undefined, "POST", "/_emulator/recorder/start")).status, 204);
	const owner = await newOwner(first, "bob");
	const thing = await owner.onboard("recorded");
	const device = await connectDevice(first, "mqtt", endpointCredentials(thing.mqttEndpoint));
	const headers = { Authorization: `Bearer ${thing.accessToken}`, "Content-Type": "application/json" };
	await device.request("PUT", `${thing.target}/states`, headers, JSON.stringify({ number: 1 }));
	await device.close();
	const commandID = await owner.postCommand(thing.target, [{ turn: { on: true } }]);
	await call(first, "admin-token", "PUT", `${api}/buckets/more/objects/two`, { number: 2 });
	// When the thing is seen to be offline its record changes no more.
	const thingPath = `${api}/things/${thing.thingID}`;
	while ((await owner.call("GET", thingPath)).body._online !== false);
	const { status, body: recorded } = await call(first, undefined, "POST", "/_emulator/recorder/stop");
	assert.equal(status, 200);
	assert.deepEqual(
		recorded.apps.map(({ appID }: { appID: string }) => appID),
		["emulator"],
	);
	assert.equal((await call(first, undefined, "POST", "/_emulator/recorder/stop")).body.errorCode, "INVALID_STATUS");

	await using second = await createEmulator();
	assert.equal((await call(second, undefined, "PUT", "/_emulator/seed", recorded)).status, 200);
	assert.deepEqual(await view(second), await view(first));
	const paths = [thingPath, `${thing.target}/states`, `${thing.target}/commands/${commandID}`, `${api}/users/me`];
	for (const path of [...paths, `${api}/buckets/more/objects/two`]) {
		const read = (emulator: Emulator) => call(emulator, owner.token, "GET", path);
		assert.deepEqual(await read(second), await read(first), path);
		assert.equal((await read(second)).status, 200);
	}
	await (await connectDevice(second, "mqtt", endpointCredentials(thing.mqttEndpoint))).close();
});

test("a second start of the recorder is refused and throws nothing away; a reset of everything ends it", async () => {
	await using emulator = await createEmulator();
	const recorder = (word: string) => call(emulator, undefined, "POST", `/_emulator/recorder/${word}`);
	assert.equal((await recorder("start?app=nobody")).body.errorCode, "APP_NOT_FOUND");
	const starts = await Promise.all([recorder("start"), recorder("start")]);
	assert.deepEqual(starts.map(({ status }) => status).sort(), [204, 409]);
	await emulator.apps.create({ appID: "recorded" });
	const again = await recorder("start");
	assert.deepEqual([again.status, again.body.errorCode], [409, "INVALID_STATUS"]);
	await emulator.reset({ app: "emulator" });
	const { apps } = (await recorder("stop")).body;
	assert.deepEqual(
		apps.map(({ appID }: { appID: string }) => appID),
		["recorded"],
	);
	assert.equal((await recorder("start")).status, 204);
	await emulator.reset();
	assert.equal((await recorder("stop")).body.errorCode, "INVALID_STATUS");
	assert.equal((await recorder("start")).status, 204);
});
