import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";
import { packet } from "./bytes.ts";

for (const returnCode of [4, 5] as const) {
	test(`a refusal is answered with its return code ${returnCode}, then the connection is closed`, async (t) => {
		const { open, log, broker } = await startBroker(t, {
			authenticate: async () => ({ kind: "refused", returnCode, reason: "use other credentials" }),
		});
		const client = open();
		assert.equal(await client.connect(), returnCode);
		assert.deepEqual(await client.closed, []);
		assert.equal(broker.connectionCount(), 0);
		const [warning] = log.warnings;
		assert.equal(log.warnings.length, 1);
		assert.equal(warning?.clientID, "topic-a");
		assert.match(warning?.message ?? "", /use other credentials/);
	});
}

test("[MQTT-4.8.0-2] a failure to check credentials is answered with return code 3", async (t) => {
	const { open, log } = await startBroker(t, {
		authenticate: async () => {
			throw new Error("store is down");
		},
	});
	const client = open();
	assert.equal(await client.connect(), 3);
	await client.closed;
	assert.deepEqual(
		log.warnings.map(({ returnCode, err }) => [returnCode, String(err)]),
		[[3, "Error: store is down"]],
	);
});

test("a fault while a client is connected is answered with return code 3, too", async (t) => {
	const { connected, open, log } = await startBroker(t, {
		onDisconnected: () => {
			throw new Error("a fault");
		},
	});
	await connected("topic-a");
	const second = open();
	assert.equal(await second.connect(), 3);
	assert.ok(log.lines.some(({ level, err }) => level === "error" && String(err) === "Error: a fault"));
});

test("the refusal arrives although more was sent right behind CONNECT", async (t) => {
	const { open, requests } = await startBroker(t);
	const client = open();
	const connect = packet(0x10, "00 04 'MQTT' 04 02 00 00 00 07 'unknown'");
	client.send(connect, packet(0x82, "00 01 00 01 'a' 00"), packet(0x30, "00 01 'a'"));
	assert.deepEqual(
		(await client.closed).map((connack) => connack.cmd === "connack" && connack.returnCode),
		[4],
	);
	assert.equal(requests.length, 0);
});

test("a client that leaves while its credentials are checked takes nothing over", async (t) => {
	let accept = () => {};
	const waiting = new Promise<void>((resolve) => {
		accept = resolve;
	});
	const { open, broker, connected } = await startBroker(t, {
		authenticate: async ({ clientID, username }) => {
			if (username === "slow") await waiting;
			return { kind: "endpoint", appID: "app", mqttTopic: clientID };
		},
	});
	const first = await connected("topic-a");
	const slow = open();
	slow.send({
		cmd: "connect",
		protocolId: "MQTT",
		protocolVersion: 4,
		clean: true,
		clientId: "topic-a",
		keepalive: 0,
		username: "slow",
	});
	await new Promise(setImmediate);
	await slow.vanish();
	accept();
	await first.ping();
	assert.equal(broker.connectionCount(), 1);
});

test("no password is ever logged", async (t) => {
	const { open, log } = await startBroker(t);
	await open().connect({ password: Buffer.from("wrong-secret") });
	const client = open();
	await client.connect();
	client.stream.end();
	await client.closed;
	assert.ok(log.lines.length > 0);
	assert.doesNotMatch(JSON.stringify(log.lines), /wrong-secret|"password"/);
});
