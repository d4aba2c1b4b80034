// What MQTT 3.1.1 asks of a server that follows the rules towards a client that does; docs/mqtt-conformance.md has the whole list.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";
import { bytes, packet } from "./bytes.ts";

const request = "p/topic-a/thing-if/apps/app/x";

test("[MQTT-3.2.0-1] [MQTT-3.1.4-4] [MQTT-3.2.2-1] the first packet is a CONNACK with return code 0 and no session", async (t) => {
	const { open } = await startBroker(t);
	const client = open();
	await client.connect();
	assert.deepEqual(client.chunks, [bytes("20 02 00 00")]);
});

test("[MQTT-3.2.2-2] [MQTT-3.2.2-3] with clean session 0 no session is present either: none is kept", async (t) => {
	const { open } = await startBroker(t);
	for (let connection = 0; connection < 2; connection++) {
		const client = open();
		await client.connect({ clean: false });
		await client.subscribe("topic-a");
		assert.deepEqual(client.chunks[0], bytes("20 02 00 00"));
		client.send(bytes("e0 00"));
		await client.closed;
	}
});

test("[MQTT-3.2.2-4] [MQTT-3.2.2-5] a refusal says no session is present, and closes", async (t) => {
	const { open } = await startBroker(t);
	const client = open();
	client.send({
		cmd: "connect",
		protocolId: "MQTT",
		clientId: "topic-a",
		clean: false,
		username: "u",
		password: Buffer.from("no"),
	});
	await client.closed;
	assert.deepEqual(client.chunks, [bytes("20 02 00 04")]);
});

test("[MQTT-3.1.4-5] nothing that comes behind a refused CONNECT is carried out", async (t) => {
	const { open, requests } = await startBroker(t);
	const client = open();
	const connect = packet(0x10, "00 04 'MQTT' 04 c2 00 00 00 07 'topic-a' 00 04 'user' 00 05 'wrong'");
	client.send(connect, { cmd: "publish", topic: request, payload: "GET\n\n", qos: 0, dup: false, retain: false });
	await client.closed;
	assert.equal(requests.length, 0);
});

test("[MQTT-3.1.4-1] a CONNECT against the rules is answered by nothing but the end", async (t) => {
	const { open } = await startBroker(t);
	const client = open();
	client.send(packet(0x10, "00 04 'MQTT' 04 03 00 00 00 07 'topic-a'"));
	await client.closed;
	assert.deepEqual(client.chunks, []);
});

test("[MQTT-3.1.3-5] client IDs of 1 to 23 letters and digits are taken", async (t) => {
	const { open } = await startBroker(t, {
		authenticate: async ({ clientID }) => ({ kind: "endpoint", appID: "app", mqttTopic: clientID }),
	});
	for (const clientId of ["a", "0123456789abcdefghijABC", "Z".repeat(23)]) {
		assert.equal(await open().connect({ clientId }), 0);
	}
});

test("[MQTT-3.1.3-1] [MQTT-3.1.3-3] [MQTT-3.1.2-9] the fields of CONNECT are taken in their order: client ID, will, user name, password", async (t) => {
	const seen: unknown[] = [];
	const { open, requests } = await startBroker(t, {
		authenticate: async (credentials) => {
			seen.push(credentials);
			return { kind: "endpoint", appID: "app", mqttTopic: credentials.clientID };
		},
	});
	const client = open();
	client.send(
		packet(0x10, `00 04 'MQTT' 04 c6 00 00 00 07 'topic-a' 00 1d '${request}' 00 07 'message' 00 01 'u' 00 01 'p'`),
	);
	assert.equal((await client.next()).cmd, "connack");
	await client.vanish();
	assert.deepEqual(seen, [{ clientID: "topic-a", username: "u", password: "p" }]);
	assert.deepEqual(
		requests.map(({ topic, payload }) => [topic, String(payload)]),
		[[request, "message"]],
	);
});

test("[MQTT-3.1.2-18] [MQTT-3.1.2-20] [MQTT-3.1.2-11] [MQTT-3.1.2-12] without flags there is no user name, password or will", async (t) => {
	const seen: unknown[] = [];
	const { open, requests } = await startBroker(t, {
		authenticate: async (credentials) => {
			seen.push(credentials);
			return { kind: "endpoint", appID: "app", mqttTopic: credentials.clientID };
		},
	});
	const client = open();
	client.send(packet(0x10, "00 04 'MQTT' 04 02 00 00 00 07 'topic-a'"));
	await client.next();
	await client.vanish();
	assert.deepEqual(seen, [{ clientID: "topic-a", username: undefined, password: undefined }]);
	assert.equal(requests.length, 0);
});

test("[MQTT-3.8.4-1] [MQTT-3.8.4-2] [MQTT-2.3.1-7] SUBACK and UNSUBACK have the packet ID of what they answer", async (t) => {
	const { connected } = await startBroker(t);
	const client = await connected();
	client.send(packet(0x82, "ff ff 00 07 'topic-a' 00"), packet(0xa2, "12 34 00 07 'topic-a'"));
	await client.next();
	await client.next();
	assert.deepEqual(Buffer.concat(client.chunks.slice(1)), bytes("90 03 ff ff 00 b0 02 12 34"));
});

test("[MQTT-3.8.4-4] [MQTT-3.9.3-1] [MQTT-3.9.3-2] many filters in one SUBSCRIBE get their codes, 0 or 0x80, in order", async (t) => {
	const { connected } = await startBroker(t);
	const client = await connected();
	assert.deepEqual(await client.subscribe("a", "topic-a", "b/#", "topic-b"), [0x80, 0, 0x80, 0x80]);
});

test("[MQTT-3.8.4-3] subscribing again replaces the subscription: one message comes once", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected();
	await client.subscribe("topic-a");
	await client.subscribe("topic-a", "topic-a");
	broker.push("topic-a", "once");
	assert.equal((await client.next()).cmd, "publish");
	await client.ping();
});

test("[MQTT-3.8.3-2] a filter with wildcards is refused where wildcards are not supported", async (t) => {
	const { connected } = await startBroker(t);
	const client = await connected();
	assert.deepEqual(await client.subscribe("#", "+", "topic-a/#", "+/a"), [0x80, 0x80, 0x80, 0x80]);
});

test("[MQTT-3.8.4-6] [MQTT-3.3.1-2] [MQTT-3.3.1-3] [MQTT-3.3.1-9] [MQTT-4.3.1-1] [MQTT-2.3.1-5] messages leave at QoS 0, without DUP, RETAIN or packet ID", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected();
	client.send(packet(0x82, "00 01 00 07 'topic-a' 02"));
	await client.next();
	broker.push("topic-a", "x");
	await client.next();
	client.publish(request, "reply", { qos: 2, dup: true, retain: true, messageId: 5 });
	assert.equal((await client.next()).cmd, "pubrec");
	await client.next();
	const published = client.chunks.filter((chunk) => (chunk[0] ?? 0) >> 4 === 3);
	assert.deepEqual(published, [packet(0x30, "00 07 'topic-a' 'x'"), packet(0x30, `00 1d '${request}' 'reply'`)]);
});

test("[MQTT-3.3.2-3] a message comes on the topic that was subscribed to, byte by byte", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected("topic-\u00e9A");
	await client.subscribe("topic-\u00e9A");
	broker.push("topic-\u00e9A", "x");
	const push = await client.next();
	assert.equal(push.cmd === "publish" && push.topic, "topic-\u00e9A");
});

test("[MQTT-4.7.3-4] [MQTT-3.10.4-1] names are compared character by character: no normalization, no case", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected("topic-\u00e9");
	// The same letter, in two code points; another case; another path.
	assert.deepEqual(
		await client.subscribe("topic-e\u0301", "TOPIC-\u00e9", "/topic-\u00e9", "topic-\u00e9/"),
		[0x80, 0x80, 0x80, 0x80],
	);
	await client.subscribe("topic-\u00e9");
	client.send({ cmd: "unsubscribe", messageId: 9, unsubscriptions: ["topic-e\u0301"] });
	assert.equal((await client.next()).cmd, "unsuback");
	assert.equal(broker.push("topic-\u00e9", "x"), true);
});

test("[MQTT-3.10.4-2] [MQTT-3.10.4-4] [MQTT-3.10.4-6] UNSUBSCRIBE of many filters is answered once, and pushes stop", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected();
	await client.subscribe("topic-a");
	client.send({ cmd: "unsubscribe", messageId: 7, unsubscriptions: ["a", "topic-a", "b"] });
	const unsuback = await client.next();
	assert.equal(unsuback.cmd === "unsuback" && unsuback.messageId, 7);
	assert.equal(broker.push("topic-a", "x"), false);
	await client.ping();
});

test("[MQTT-4.7.3-3] a filter of 65,535 bytes is a filter", async (t) => {
	const { connected } = await startBroker(t);
	const client = await connected();
	assert.deepEqual(await client.subscribe("x".repeat(65_535)), [0x80]);
});

test("[MQTT-3.12.4-1] PINGREQ is answered by PINGRESP", async (t) => {
	const { connected } = await startBroker(t);
	const client = await connected();
	client.send(bytes("c0 00 c0 00"));
	await client.next();
	await client.next();
	assert.deepEqual(Buffer.concat(client.chunks.slice(1)), bytes("d0 00 d0 00"));
});

test("[MQTT-3.3.4-1] [MQTT-2.3.1-6] [MQTT-4.3.2-2] a PUBLISH is answered as its QoS says, with its packet ID", async (t) => {
	const { connected } = await startBroker(t, { handleRequest: async () => {} });
	const client = await connected();
	client.publish(request, "a");
	client.publish(request, "b", { qos: 1, messageId: 0x0102 });
	client.publish(request, "c", { qos: 2, messageId: 0x0304 });
	client.send(packet(0x62, "03 04"));
	for (let answers = 0; answers < 3; answers++) await client.next();
	assert.deepEqual(Buffer.concat(client.chunks.slice(1, 4)), bytes("40 02 01 02 50 02 03 04 70 02 03 04"));
});

test("[MQTT-4.5.0-1] [MQTT-4.6.0-5] [MQTT-4.6.0-6] messages come in the order in which they were published", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected();
	await client.subscribe("topic-a");
	for (let index = 0; index < 100; index++) broker.push("topic-a", String(index));
	for (let index = 0; index < 100; index++) {
		const push = await client.next();
		assert.equal(push.cmd === "publish" && String(push.payload), String(index));
	}
});

test("[MQTT-3.1.2-10] [MQTT-3.1.2-16] a will is carried out once", async (t) => {
	const { open, requests } = await startBroker(t);
	const will = { topic: request, payload: Buffer.from("GET\n\n"), qos: 0 as const, retain: false };
	const client = open();
	await client.connect({ will });
	await client.vanish();
	await open().connect();
	assert.equal(requests.length, 1);
});

test("[MQTT-3.1.2-6] a session ends with its connection: the next one is not subscribed", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected();
	await client.subscribe("topic-a");
	await client.vanish();
	await connected();
	assert.equal(broker.push("topic-a", "x"), false);
});
