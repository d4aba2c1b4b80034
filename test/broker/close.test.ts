import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { startBroker } from "./broker-fixture.ts";
import { duplexPair } from "./duplex-pair.ts";

const topic = "p/topic-a/thing-if/apps/app/x";

test("close lets replies under way leave, then closes every connection", async (t) => {
	let answer = () => {};
	const answered = new Promise<void>((resolve) => {
		answer = resolve;
	});
	const { connected, open, broker } = await startBroker(t, {
		handleRequest: async (request) => {
			await answered;
			request.reply("late");
		},
	});
	const [client, idle, unconnected] = [await connected("topic-a"), await connected("topic-b"), open()];
	client.publish(topic);
	await client.ping();
	const closing = broker.close();
	await nextTurn();
	answer();
	await closing;
	const left = await client.closed;
	assert.deepEqual(
		left.map((packet) => packet.cmd === "publish" && String(packet.payload)),
		["late"],
	);
	await Promise.all([idle.closed, unconnected.closed]);
	assert.equal(broker.connectionCount(), 0);
	assert.equal(broker.push("topic-b", "{}"), false);
});

test("close waits a second at the most for replies", async (t) => {
	const { connected, broker, clock } = await startBroker(t, { handleRequest: () => new Promise(() => {}) });
	const client = await connected("topic-a");
	client.publish(topic);
	await client.ping();
	const closing = broker.close();
	await clock.advance(1000);
	await closing;
	await client.closed;
});

test("close does not wait for a client that does not read", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected("topic-a");
	await client.subscribe("topic-a");
	client.freeze();
	for (let pushes = 0; pushes < 500; pushes++) broker.push("topic-a", "x".repeat(1000));
	await broker.close();
	assert.equal(broker.connectionCount(), 0);
});

test("close can be called twice, and takes no connections any more", async (t) => {
	const { broker, clock } = await startBroker(t);
	await Promise.all([broker.close(), broker.close()]);
	assert.equal(clock.pendingTimers, 0);
	const [near] = duplexPair();
	broker.attach({ stream: near, origin: { listener: "tcp", remoteAddress: "", reachedHost: "" } });
	assert.equal(near.destroyed, true);
	assert.equal(broker.connectionCount(), 0);
});

test("DISCONNECT closes the connection; what follows it is not carried out", async (t) => {
	const { connected, broker, clock, requests, log } = await startBroker(t);
	const client = await connected("topic-a");
	client.publish(topic, "before");
	client.send({ cmd: "disconnect" });
	client.publish(topic, "behind");
	await client.closed;
	assert.equal(broker.connectionCount(), 0);
	assert.deepEqual(
		requests.map(({ payload }) => String(payload)),
		["before"],
	);
	assert.ok(log.lines.some(({ level, message }) => level === "info" && /DISCONNECT/.test(message)));
	assert.equal(clock.pendingTimers, 0);
});

test("a connection that fails is forgotten, whenever it does", async (t) => {
	const { connected, open, broker } = await startBroker(t);
	const [client, fresh] = [await connected("topic-a"), open()];
	await client.subscribe("topic-a");
	await client.vanish();
	await fresh.vanish();
	assert.equal(broker.connectionCount(), 0);
	assert.equal(broker.push("topic-a", "{}"), false);
});

test("a client that does not close its side is cut off after a second", async (t) => {
	const { clock, broker, log } = await startBroker(t);
	const [near, far] = duplexPair();
	far.on("end", () => {}).allowHalfOpen = true;
	far.resume();
	broker.attach({ stream: near, origin: { listener: "tcp", remoteAddress: "", reachedHost: "" } });
	far.write(Buffer.from([0xff]));
	while (log.warnings.length === 0) await nextTurn();
	assert.equal(broker.connectionCount(), 0);
	await clock.advance(999);
	assert.equal(near.destroyed, false);
	await clock.advance(1);
	assert.equal(near.destroyed, true);
});
