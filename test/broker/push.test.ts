import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";

test("a push goes to the subscribed client only, unchanged", async (t) => {
	const { connected, broker } = await startBroker(t);
	const [a, b] = await Promise.all([connected("topic-a"), connected("topic-b")]);
	await a.subscribe("topic-a");
	await b.subscribe("topic-b");
	for (const payload of ["", "{}", "\u30ad\u30a4 \u{1f4a1}", "x".repeat(127), "x".repeat(20_000)]) {
		assert.equal(broker.push("topic-a", payload), true);
		const push = await a.next();
		assert.deepEqual(push.cmd === "publish" && [push.topic, String(push.payload)], ["topic-a", payload]);
	}
	await b.ping();
});

test("nothing is kept for a client that is not there, or has not subscribed", async (t) => {
	const { connected, broker } = await startBroker(t);
	assert.equal(broker.push("topic-a", "1"), false);
	const client = await connected("topic-a");
	assert.equal(broker.push("topic-a", "2"), false);
	await client.subscribe("topic-a");
	await client.ping();
	client.stream.end();
	await client.closed;
	assert.equal(broker.push("topic-a", "3"), false);
	const again = await connected("topic-a");
	await again.subscribe("topic-a");
	await again.ping();
});

test("clean session 0 is treated as clean", async (t) => {
	const { open, broker } = await startBroker(t);
	const first = open();
	await first.connect({ clean: false });
	await first.subscribe("topic-a");
	await first.vanish();
	const second = open();
	// The fixture also checks that session present is 0.
	assert.equal(await second.connect({ clean: false }), 0);
	assert.equal(broker.push("topic-a", "{}"), false);
	await second.ping();
});

test("disconnect closes the connection of a topic, and says why in the log", async (t) => {
	const { connected, broker, log } = await startBroker(t);
	const [a, b] = await Promise.all([connected("topic-a"), connected("topic-b")]);
	broker.disconnect("topic-a", "the installation was deleted");
	broker.disconnect("topic-z", "nobody");
	assert.deepEqual(await a.closed, []);
	await b.ping();
	assert.ok(
		log.lines.some(({ clientID, message }) => clientID === "topic-a" && /installation was deleted/.test(message)),
	);
});

test("several messages at once arrive in their order and in one write", async (t) => {
	const { connected, broker } = await startBroker(t);
	const [a, b] = await Promise.all([connected("topic-a"), connected("topic-b")]);
	const payloads = ["1", "{}", "x".repeat(300)];
	assert.equal(broker.pushAll("topic-a", payloads), false);
	for (const [client, topic] of [
		[a, "topic-a"],
		[b, "topic-b"],
	] as const) {
		await client.subscribe(topic);
		await client.ping();
		const before = client.chunks.length;
		assert.equal(broker.pushAll(topic, payloads), true);
		for (const payload of payloads) {
			const push = await client.next();
			assert.deepEqual(push.cmd === "publish" && [push.topic, String(push.payload)], [topic, payload]);
		}
		assert.equal(client.chunks.length, before + 1);
	}
	assert.equal(broker.pushAll("topic-z", payloads), false);
});
