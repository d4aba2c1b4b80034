import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";
import { bytes } from "./bytes.ts";

test("[MQTT-3.1.2-24] no packet within 1.5 times the keepalive closes the connection", async (t) => {
	const { open, clock, broker, log } = await startBroker(t);
	const client = open();
	await client.connect({ keepalive: 2 });
	await clock.advance(2_900);
	assert.equal(broker.connectionCount(), 1);
	await client.ping();
	await clock.advance(2_900);
	assert.equal(broker.connectionCount(), 1);
	await clock.advance(200);
	assert.equal(broker.connectionCount(), 0);
	await client.closed;
	assert.deepEqual(
		log.warnings.map(({ clause }) => clause),
		["MQTT-3.1.2-24"],
	);
});

test("each packet counts, whatever it is", async (t) => {
	const { open, clock, broker } = await startBroker(t);
	const client = open();
	await client.connect({ keepalive: 2 });
	for (let round = 0; round < 10; round++) {
		await clock.advance(2_000);
		client.publish("p/topic-a/thing-if/apps/app/x");
		await client.next();
	}
	assert.equal(broker.connectionCount(), 1);
});

test("part of a packet does not count", async (t) => {
	const { open, clock, broker } = await startBroker(t);
	const client = open();
	await client.connect({ keepalive: 2 });
	for (const byte of bytes("30 7f 00")) {
		await clock.advance(990);
		client.send(Buffer.from([byte]));
	}
	assert.equal(broker.connectionCount(), 1);
	await clock.advance(100);
	assert.equal(broker.connectionCount(), 0);
});

test("what the server sends does not count", async (t) => {
	const { open, clock, broker } = await startBroker(t);
	const client = open();
	await client.connect({ keepalive: 2 });
	await client.subscribe("topic-a");
	await clock.advance(2_000);
	assert.equal(broker.push("topic-a", "{}"), true);
	await clock.advance(1_000);
	assert.equal(broker.connectionCount(), 0);
});

test("keepalive 0 is none", async (t) => {
	const { open, clock, broker } = await startBroker(t);
	const client = open();
	await client.connect({ keepalive: 0 });
	await clock.advance(7 * 24 * 3_600_000);
	assert.equal(broker.connectionCount(), 1);
	await client.ping();
});

test("a client is not lost while the broker itself does not read from it", async (t) => {
	let answer = () => {};
	const answered = new Promise<void>((resolve) => {
		answer = resolve;
	});
	const { open, clock, broker } = await startBroker(t, {
		settings: { maxPendingRequests: 1 },
		handleRequest: () => answered,
	});
	const client = open();
	await client.connect({ keepalive: 2 });
	client.publish("p/topic-a/thing-if/apps/app/x");
	await clock.advance(60_000);
	assert.equal(broker.connectionCount(), 1);
	answer();
	await client.ping();
	await clock.advance(3_100);
	assert.equal(broker.connectionCount(), 0);
});

test("one timer a connection, however many packets come", async (t) => {
	const { open, clock } = await startBroker(t);
	const client = open();
	await client.connect({ keepalive: 60 });
	const before = clock.pendingTimers;
	for (let packets = 0; packets < 100; packets++) await client.ping();
	assert.equal(clock.pendingTimers, before);
	await client.vanish();
	assert.equal(clock.pendingTimers, before - 1);
});

test("a connection without CONNECT is closed after the CONNECT timeout", async (t) => {
	const { open, clock, broker, log } = await startBroker(t);
	const silent = open();
	const slow = open();
	slow.send(bytes("10 20 00 04"));
	const connected = open();
	await connected.connect();
	await clock.advance(9_999);
	assert.equal(broker.connectionCount(), 3);
	await clock.advance(1);
	assert.equal(broker.connectionCount(), 1);
	await Promise.all([silent.closed, slow.closed]);
	await connected.ping();
	assert.equal(log.warnings.length, 2);
});
