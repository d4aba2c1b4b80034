import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";

const will = {
	topic: "p/topic-a/thing-if/apps/app/x",
	payload: Buffer.from("PUT\n\n{}"),
	qos: 0,
	retain: false,
} as const;

test("[MQTT-3.1.2-8] the will of a client that is lost is carried out as its request", async (t) => {
	const { open, requests } = await startBroker(t);
	const client = open();
	await client.connect({ will });
	assert.equal(requests.length, 0);
	await client.vanish();
	assert.deepEqual(
		requests.map(({ clientID, appID, topic, payload }) => [clientID, appID, topic, String(payload)]),
		[["topic-a", "app", will.topic, "PUT\n\n{}"]],
	);
});

test("so is that of a client that is taken over, or breaks the protocol, or falls silent", async (t) => {
	const { open, clock, requests } = await startBroker(t);
	const [first, second, third] = [open(), open(), open()];
	await first.connect({ will });
	await second.connect({ will });
	await first.closed;
	assert.equal(requests.length, 1);
	second.send(Buffer.from([0x00, 0x00]));
	await second.closed;
	assert.equal(requests.length, 2);
	await third.connect({ will, keepalive: 10 });
	await clock.advance(15_000);
	assert.equal(requests.length, 3);
});

test("[MQTT-3.14.4-3] not after DISCONNECT", async (t) => {
	const { open, requests } = await startBroker(t);
	const client = open();
	await client.connect({ will });
	client.send({ cmd: "disconnect" });
	await client.closed;
	assert.equal(requests.length, 0);
});

test("not when CONNECT was refused, and not when the broker closes", async (t) => {
	const { open, broker, requests } = await startBroker(t);
	await open().connect({ will, password: Buffer.from("wrong") });
	const client = open();
	await client.connect({ will });
	await broker.close();
	await client.closed;
	assert.equal(requests.length, 0);
});

for (const topic of ["topic-b", "topic-a", "p/topic-b/thing-if/apps/app/x", "p/topic-a/thing-if/apps/other/x"]) {
	test(`a will to ${topic} is dropped with a reason, and reaches nobody`, async (t) => {
		const { open, connected, requests, log } = await startBroker(t);
		const listener = await connected("topic-b");
		await listener.subscribe("topic-b");
		const client = open();
		await client.connect({ will: { ...will, topic } });
		await client.vanish();
		await listener.ping();
		assert.equal(requests.length, 0);
		assert.deepEqual(
			log.warnings.map((line) => [line.clientID, line.topic]),
			[["topic-a", topic]],
		);
	});
}

test("[MQTT-3.1.2-17] a will at QoS 1 with retain is a violation that is logged, and carried out", async (t) => {
	const { open, requests, log } = await startBroker(t);
	const client = open();
	await client.connect({ will: { ...will, qos: 1, retain: true } });
	await client.vanish();
	assert.equal(requests.length, 1);
	assert.equal(log.lines.filter(({ violation }) => violation === true).length, 1);
	assert.equal(log.lines.filter(({ message }) => /retain/.test(message)).length, 1);
});
