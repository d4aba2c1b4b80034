import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator, type Emulator, SettingError } from "../../src/index.ts";
import { seededAppIds } from "../../src/system/app-ids.ts";
import { seededIds } from "../../src/system/random-ids.ts";
import { anonymousCredentials, connectDevice, endpointCredentials } from "../helpers/device.ts";

/** What a session gets, byte by byte: of replies over HTTP their status, header fields and bodies; over MQTT all of them; pushes. */
type Transcript = unknown[];

const json = "application/json";
const onboarding = "application/vnd.kii.OnboardingWithVendorThingIDByOwner+json";

function httpClient(emulator: Emulator, transcript: Transcript) {
	return async (method: string, path: string, token?: string, body?: object | string, type = json) => {
		const response = await fetch(emulator.url + path, {
			method,
			headers: {
				...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
				...(body === undefined ? {} : { "content-type": type }),
			},
			...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
		});
		const text = await response.text();
		transcript.push([method, path, response.status, [...response.headers], text]);
		try {
			return JSON.parse(text);
		} catch {
			return text;
		}
	};
}

/** A long session over HTTP and MQTT, with nearly everything that has an identifier, a time or a secret. */
async function session(seedIds: string | number, noise = false): Promise<Transcript> {
	await using emulator = await createEmulator({
		seedIds,
		advertisedHost: "emulator.test",
		advertisedMqttPort: 1,
		advertisedMqttsPort: 2,
		advertisedWsPort: 3,
		advertisedWssPort: 4,
	});
	await emulator.clock.freeze("2026-02-03T04:05:06.789Z");
	const transcript: Transcript = [];
	const http = httpClient(emulator, transcript);
	const elsewhere = httpClient(emulator, []);
	const disturb = async (name: string) => {
		if (noise) await elsewhere("POST", "/api/apps/elsewhere/users", undefined, { loginName: name, password: "1234" });
	};
	const api = `/api/apps/${emulator.app.appID}`;
	const thingIf = `/thing-if/apps/${emulator.app.appID}`;

	const { userID } = await http("POST", `${api}/users`, undefined, { loginName: "seeded", password: "1234" });
	await disturb("first");
	const login = { username: "seeded", password: "1234" };
	const { access_token: token } = await http("POST", `${api}/oauth2/token`, undefined, login);
	const admin = await http("POST", `${api}/oauth2/token`, undefined, {
		grant_type: "client_credentials",
		client_id: "emulator-admin",
		client_secret: "emulator-secret",
	});
	const vendor = { vendorThingID: "v1", thingPassword: "pw", owner: `user:${userID}` };
	const { thingID, mqttEndpoint } = await http("POST", `${thingIf}/onboardings`, token, vendor, onboarding);
	const target = `${thingIf}/targets/thing:${thingID}`;

	const guest = await connectDevice(emulator, "mqtt", anonymousCredentials(emulator), { keepalive: 0 });
	const byThing = JSON.stringify({ vendorThingID: "v2", thingPassword: "pw" });
	const type = "application/vnd.kii.OnboardingWithVendorThingIDByThing+json";
	const guestHeaders = { "Content-Type": type, "X-Kii-RequestID": "1" };
	transcript.push(await guest.request("POST", `${thingIf}/onboardings`, guestHeaders, byThing));
	await guest.close();

	const device = await connectDevice(emulator, "ws", endpointCredentials(mqttEndpoint), { keepalive: 0 });
	await device.client.subscribeAsync(mqttEndpoint.mqttTopic);
	await emulator.clock.advance(0);
	const headers = { Authorization: `Bearer ${token}`, "Content-Type": json };
	for (let power = 0; power < 3; power++) {
		transcript.push(await device.request("PUT", `${target}/states`, headers, JSON.stringify({ power })));
		await emulator.clock.advance(1000);
	}
	const command = {
		schema: "lamp",
		schemaVersion: 1,
		issuer: `user:${userID}`,
		actions: [{ turnPower: { power: true } }],
	};
	for (const schedule of ["*/10 * * * *", "*/15 * * * *"]) {
		await http("POST", `${target}/triggers`, token, {
			predicate: { eventSource: "SCHEDULE", schedule },
			triggersWhat: "COMMAND",
			command,
		});
	}
	await disturb("second");
	await http("POST", `${target}/commands`, token, command);
	await emulator.clock.advance(3_600_000);
	for (let count = 0; count < 11; count++) transcript.push(await device.nextPush());
	await http("GET", `${target}/commands?bestEffortLimit=2`, token);
	await http("GET", `${target}/triggers`, token);
	await http("POST", `${target}/states/query`, token, { query: { clause: { type: "all" } } }, json);

	await http(
		"POST",
		`${api}/groups`,
		token,
		{ name: "g", owner: userID, members: [] },
		"application/vnd.kii.GroupCreationRequest+json",
	);
	const objects = `${api}/users/me/buckets/notes/objects`;
	for (let n = 0; n < 3; n++) await http("POST", objects, token, { n });
	await http("PUT", `${objects}/fixed/body`, token, "bytes", "text/plain");
	await http("PUT", `${objects}/fixed`, token, { n: 9 });
	await http("PUT", `${objects}/fixed/body`, token, "bytes", "text/plain");
	await http("POST", `${objects}/fixed/body/publish`, token);
	await http("POST", `${api}/users/me/buckets/notes/query`, token, {
		bucketQuery: { clause: { type: "all" }, orderBy: "_created" },
		bestEffortLimit: 2,
	});
	await http("POST", `${api}/installations`, token, { deviceType: "MQTT", development: false });
	await http("PUT", `${api}/users/me/topics/news`, token);
	await http("POST", `${api}/users/me/push/messages`, token, { data: { a: 1 }, mqtt: { enabled: true } });
	await http("POST", `${api}/server-code`, admin.access_token, "function f() {}", "application/javascript");
	await http("GET", `${api}/users/me`, token);
	await http("GET", `${api}/things/${thingID}`, token);
	await http("GET", `${api}/nowhere`, token);
	await http("POST", `${api}/oauth2/token`, undefined, { ...login, password: "wrong" });
	await device.close();
	// The port is another one each time, and some replies name it as the client did.
	return JSON.parse(JSON.stringify(transcript).replaceAll(`:${emulator.ports.http}`, ":80"));
}

test("two runs of the same calls give the same bytes, whatever is done in another app", async () => {
	const [first, second] = [await session(42), await session("42", true)];
	assert.ok(first.length > 40, `${first.length}`);
	for (const [index, each] of first.entries()) assert.deepEqual(second[index], each);
	assert.equal(second.length, first.length);
	const statuses = first.flatMap((each) => (Array.isArray(each) ? [each[2] as number] : []));
	assert.ok(statuses.filter((status) => status < 300).length >= 24, statuses.join());
});

test("another seed gives other bytes", async () => {
	const [first, second] = await Promise.all([session("a"), session("b")]);
	assert.notDeepEqual(second, first);
});

test("an app's identifiers can begin again, behind those of what it begins with; those of others do not", () => {
	const ids = seededAppIds("seed");
	const take = (appID?: string, from = ids) => Buffer.from(from.of(appID).bytes(16)).toString("hex");
	const [a, b, none, second] = [take("a"), take("b"), take(), take("a")];
	assert.equal(new Set([a, b, none, second]).size, 4);
	ids.follow(ids.again(), "a");
	assert.equal(take("a"), a);
	assert.notEqual(take("b"), b);
	const again = ids.again();
	assert.equal(take("a", again), a);
	ids.follow(again);
	assert.deepEqual([take("a"), take("b"), take()], [second, b, none]);
});

test("a reset puts identifiers and clock back, of an app or of all", async () => {
	await using emulator = await createEmulator({ seedIds: 7, app: [{ appID: "second", appKey: "k" }] });
	const register = async (appID: string) => {
		const http = httpClient(emulator, []);
		return (await http("POST", `/api/apps/${appID}/users`, undefined, { loginName: "u", password: "1234" })).userID;
	};
	await emulator.clock.freeze("2027-01-01");
	await emulator.clock.of("second").advance(1000);
	const [first, second] = [await register("emulator"), await register("second")];
	await emulator.reset({ app: "second" });
	assert.equal(emulator.clock.of("second").state().iso, "2027-01-01T00:00:00.000Z");
	assert.equal(await register("second"), second);
	await emulator.reset();
	const { mode, offset } = emulator.clock.state();
	assert.deepEqual([mode, offset], ["real", 0]);
	assert.deepEqual([await register("emulator"), await register("second")], [first, second]);
});

test("a seed does not go together with identifiers of the program's own", async () => {
	await assert.rejects(createEmulator({ seedIds: 1, ids: seededIds(1) }), SettingError);
});
