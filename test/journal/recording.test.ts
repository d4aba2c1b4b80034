import assert from "node:assert/strict";
import test from "node:test";
import { ManualClock } from "../../src/index.ts";
import type { ApiEntry } from "../../src/journal/entry.ts";
import { anonymousCredentials, connectDevice } from "../helpers/device.ts";
import { inShort, startEmulator, startWorld } from "./emulator.ts";

test("everything a device does is in the journal, in its order", async (t) => {
	const { emulator, thing, device, owner } = await startWorld(t);
	const client = String(thing.mqttEndpoint.mqttTopic);
	await device.request(
		"PUT",
		`${thing.target}/states`,
		{
			Authorization: `Bearer ${thing.accessToken}`,
			"Content-Type": "application/json",
			"X-Kii-RequestID": "r1",
		},
		'{"power":true}',
	);
	const commandID = await owner.postCommand(thing.target, [{ turnPower: { power: true } }]);
	await device.nextPush();
	await device.close();
	const { entries } = await emulator.journal.wait({ match: { kind: "connection", event: "close", client } });
	assert.equal(entries.length, 1);
	assert.deepEqual(inShort(emulator.journal.entries({ client })), [
		"open",
		"in connect",
		"out connack",
		"in subscribe",
		"out suback",
		"in publish",
		"api PUT 201",
		"out publish",
		"out publish",
		"in disconnect",
		"close",
	]);
	const [pushed] = emulator.journal.entries({ kind: "push" });
	assert.ok(pushed?.kind === "push");
	assert.deepEqual(
		{ ...pushed, seq: 0, time: 0, elapsed: 0, payload: "", json: (pushed.json as { commandID: string }).commandID },
		{
			seq: 0,
			time: 0,
			elapsed: 0,
			kind: "push",
			app: "emulator",
			topic: client,
			payload: "",
			json: commandID,
			delivered: true,
			owner: `thing:${thing.thingID}`,
		},
	);
});

test("a packet is decoded, and knows its app and client, also the CONNECT that told them", async (t) => {
	const { emulator, thing } = await startWorld(t);
	const { mqttTopic, username, password } = thing.mqttEndpoint;
	const [connect] = emulator.journal.entries({ app: "emulator", type: "connect" });
	assert.ok(connect?.kind === "mqtt");
	const { seq, time, elapsed, connection, size, ...rest } = connect;
	assert.ok(seq > 0 && time > 1e12 && elapsed > 0 && size > 100);
	assert.equal(connection, 1);
	assert.deepEqual(rest, {
		kind: "mqtt",
		app: "emulator",
		client: mqttTopic,
		listener: "tcp",
		direction: "in",
		type: "connect",
		packet: {
			clientID: mqttTopic,
			protocolLevel: 4,
			cleanSession: true,
			keepalive: 60,
			username,
			password: `***${String(password).slice(-4)}`,
		},
	});
	const [subscribe] = emulator.journal.entries({ type: "subscribe" });
	assert.ok(subscribe?.kind === "mqtt");
	assert.deepEqual(subscribe.packet.subscriptions, [{ filter: mqttTopic, qos: 0 }]);
	assert.equal(subscribe.topic, mqttTopic);
	const [suback] = emulator.journal.entries({ type: "suback" });
	assert.ok(suback?.kind === "mqtt");
	assert.deepEqual([suback.packet.granted, suback.packet.packetID], [[0], subscribe.packet.packetID]);
});

test("an HTTP call has its route, bodies and headers; its secrets are masked", async (t) => {
	const { emulator, owner, thing } = await startWorld(t);
	await owner.call("PUT", `${thing.target}/states`, { power: true });
	const [call] = emulator.journal.entries({ kind: "http", method: "PUT" });
	assert.ok(call?.kind === "http");
	assert.deepEqual(
		[call.app, call.route, call.status, call.requestBody, call.requestHeaders.authorization, call.remoteAddress],
		[
			"emulator",
			"/thing-if/apps/:appID/targets/:target/states",
			201,
			{ power: true },
			`Bearer ***${owner.token.slice(-4)}`,
			"127.0.0.1",
		],
	);
	assert.ok(call.durationMs > 0);
	const [login] = emulator.journal.entries({ path: { regex: "oauth2" } });
	assert.ok(login?.kind === "http");
	assert.equal(login.app, "emulator");
	assert.deepEqual(login.requestBody, { username: "owner", password: "***" });
	assert.equal((login.responseBody as { access_token: string }).access_token, `***${owner.token.slice(-4)}`);
});

test("no secret is anywhere in what is exported", async (t) => {
	const { emulator, owner, thing, device } = await startWorld(t);
	await device.request("GET", `${thing.target}/states`, { Authorization: `Bearer ${thing.accessToken}` });
	const onboarding = await connectDevice(emulator, "ws", anonymousCredentials(emulator));
	t.after(() => onboarding.close());
	const type = "application/vnd.kii.OnboardingWithVendorThingIDByThing+json";
	const body = '{"vendorThingID":"other","thingPassword":"very-secret-indeed"}';
	const reply = await onboarding.request("POST", "/thing-if/apps/emulator/onboardings", { "Content-Type": type }, body);
	assert.equal(reply.status, 200);
	await owner.call("GET", "/api/apps/emulator/users/me");
	await fetch(`${emulator.url}/api/apps/emulator/things?access_token=${owner.token}`, {
		headers: { Authorization: "Bearer no-such-token-there-is" },
	});
	const exported = await (await fetch(`${emulator.url}/_emulator/journal?format=ndjson`)).text();
	const secrets = [
		owner.token,
		thing.accessToken,
		String(thing.mqttEndpoint.password),
		JSON.parse(reply.body).accessToken,
		JSON.parse(reply.body).mqttEndpoint.password,
		"very-secret-indeed",
		"emulator-key",
		"no-such-token-there-is",
	];
	for (const secret of secrets) {
		assert.ok(secret.length > 10 && !exported.includes(secret), `${secret} is in the journal`);
		assert.ok(!exported.includes(Buffer.from(secret).toString("hex")));
	}
});

test("control calls are not in the journal", async (t) => {
	const emulator = await startEmulator(t);
	await fetch(`${emulator.url}/_emulator/health`);
	await fetch(`${emulator.url}/_emulator/nothing`);
	await fetch(`${emulator.url}/nothing`);
	assert.deepEqual(inShort(emulator.journal.entries()), ["http GET 404"]);
});

test("a path that cannot be decoded is in the journal, too", async (t) => {
	const emulator = await startEmulator(t);
	await fetch(`${emulator.url}/api/apps/%zz`);
	assert.deepEqual(inShort(emulator.journal.entries()), ["http GET 400"]);
});

test("time is the clock's, elapsed is real", async (t) => {
	const clock = new ManualClock(1_000_000);
	const emulator = await startEmulator(t, { clock });
	await fetch(`${emulator.url}/one`);
	await clock.advance(3_600_000);
	await fetch(`${emulator.url}/two`);
	const [one, two] = emulator.journal.entries();
	assert.ok(one && two);
	assert.deepEqual([one.time, two.time], [1_000_000, 4_600_000]);
	assert.ok(two.elapsed > one.elapsed && two.elapsed < 3_600_000);
});

test("a push that nobody takes says why", async (t) => {
	const { emulator, owner, thing, device } = await startWorld(t);
	await device.client.unsubscribeAsync(String(thing.mqttEndpoint.mqttTopic));
	await owner.postCommand(thing.target, [{ turnPower: { power: true } }]);
	await emulator.journal.wait({ match: { kind: "push" } });
	await device.close();
	await emulator.journal.wait({ match: { kind: "connection", event: "close" } });
	await owner.postCommand(thing.target, [{ turnPower: { power: false } }]);
	const { entries } = await emulator.journal.wait({ match: { kind: "push", delivered: false }, count: 2 });
	assert.deepEqual(
		entries.map((entry) => entry.kind === "push" && entry.reason),
		[
			"the client has not subscribed to its MQTT topic, or does not read",
			"no client is connected with this MQTT topic as its client ID",
		],
	);
});

test("off, nothing is recorded and asking for it says so", async (t) => {
	const { emulator } = await startWorld(t, { journal: false });
	assert.deepEqual(emulator.journal.entries(), []);
	const reply = await fetch(`${emulator.url}/_emulator/journal`);
	assert.equal(reply.status, 409);
	assert.equal(((await reply.json()) as { errorCode: string }).errorCode, "JOURNAL_OFF");
	await assert.rejects(emulator.journal.wait({ match: {} }), { name: "JournalOff" });
});

test("a large payload is cut, its size is told", async (t) => {
	const { emulator, thing, device } = await startWorld(t, { journalPayload: 100 });
	const body = JSON.stringify({ text: "x".repeat(500) });
	await device.request("PUT", `${thing.target}/states`, { Authorization: `Bearer ${thing.accessToken}` }, body);
	const [packet] = emulator.journal.entries({ type: "publish", direction: "in" });
	assert.ok(packet?.kind === "mqtt");
	assert.equal(packet.truncated, true);
	// Masked after it was cut.
	assert.match(packet.packet.payload ?? "", /^PUT\r\nAuthorization: Bearer \*{3}.{4}\r\n/);
	assert.ok((packet.packet.payload ?? "").length <= 100);
	assert.equal(packet.packet.topic, `p/${thing.mqttEndpoint.mqttTopic}${thing.target}/states`);
	assert.ok(packet.size > 500);
	const [call] = emulator.journal.entries({ kind: "api" });
	assert.ok(call?.kind === "api" && call.truncated);
	assert.equal(String(call.requestBody).length, 100);
});

test("a fault is noted where it was at work: at packets, at calls, and at what never left", async (t) => {
	const { emulator, thing, device } = await startWorld(t);
	const headers = { Authorization: `Bearer ${thing.accessToken}` };
	const fault = await emulator.faults.add({ on: "api", action: "respond", status: 503, transport: "mqtt", times: 1 });
	assert.equal((await device.request("GET", `${thing.target}/states`, headers)).status, 503);
	const { entries: calls } = await emulator.journal.wait({ match: { kind: "api", status: 503, app: "emulator" } });
	assert.deepEqual(calls[0]?.fault, { rule: fault.id, action: "respond" });
	const drop = await emulator.faults.add({ on: "pingresp", direction: "out", action: "drop", times: 1 });
	device.client.sendPing();
	const { entries: pings } = await emulator.journal.wait({ match: { type: "pingresp", direction: "out" } });
	assert.deepEqual(pings[0]?.fault, { rule: drop.id, action: "drop" });
});

test("what waited behind a delayed packet when its connection ended is in the journal as not having left", async (t) => {
	const { emulator, device, owner, thing } = await startWorld(t);
	const rule = {
		on: "publish",
		direction: "out",
		what: "push",
		action: "delay",
		delayMs: 60_000,
		inOrder: true,
	} as const;
	const fault = await emulator.faults.add({ ...rule, times: 1 });
	const sent = [
		await owner.postCommand(thing.target, [{ turnPower: { power: true } }]),
		await owner.postCommand(thing.target, [{ turnPower: { power: false } }]),
	];
	await emulator.journal.wait({ match: { kind: "push", delivered: true }, count: 2 });
	device.client.stream.destroy();
	const match = { kind: "mqtt", type: "publish", direction: "out", fault: { rule: fault.id } } as const;
	const { entries } = await emulator.journal.wait({ match, count: 2 });
	const withheld = entries.map(
		(entry) => entry.kind === "mqtt" && (entry.packet.json as { commandID: string }).commandID,
	);
	assert.deepEqual(withheld.sort(), sent.sort());
});

test("a call over MQTT has the headers that the device sent, and no others", async (t) => {
	const { emulator, thing, device } = await startWorld(t);
	const headers = { Authorization: `Bearer ${thing.accessToken}`, "Content-Type": "application/json", Host: "mine" };
	await device.request("PUT", `${thing.target}/states`, headers, "{}");
	const [call] = emulator.journal.entries({ kind: "api", method: "PUT" }) as readonly ApiEntry[];
	const { authorization, "x-kii-requestid": _, ...others } = call?.requestHeaders ?? {};
	assert.match(String(authorization), /^Bearer \*/);
	assert.deepEqual(others, { "content-type": "application/json", host: "mine" });
});
