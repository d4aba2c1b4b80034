import assert from "node:assert/strict";
import { test } from "node:test";
import type { PublishedRequest } from "../../src/broker/session.ts";
import { startBroker } from "./broker-fixture.ts";
import { packet } from "./bytes.ts";

const topic = "p/topic-a/thing-if/apps/app/x";
const subscribe = packet(0x82, "00 01 00 07 'topic-a' 00");
const types = (chunk: Buffer) => chunk.readUInt8(0) >> 4;

test("CONNACK and SUBACK are writes of their own, whatever is pushed meanwhile", async (t) => {
	const { open, broker, requests } = await startBroker(t);
	const client = open();
	client.stream.on("data", () => broker.push("topic-a", "behind"));
	await client.connect();
	client.publish(topic, "1");
	client.send(subscribe);
	client.publish(topic, "2");
	while (requests.length < 2) await client.next();
	await client.ping().catch(() => {});
	assert.deepEqual(client.chunks[0], packet(0x20, "00 00"));
	const suback = client.chunks.find((chunk) => chunk.includes(packet(0x90, "00 01 00")));
	assert.deepEqual(suback, packet(0x90, "00 01 00"));
});

test("a push right behind SUBACK waits until that has left, also when the connection is slow", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected("topic-a");
	await client.subscribe("topic-a");
	const before = client.chunks.length;
	client.freeze();
	// Fills what the connection takes by itself, so that all that follows is gathered behind it.
	for (let pushes = 0; pushes < 30; pushes++) broker.push("topic-a", "x".repeat(1_000));
	await new Promise(setImmediate);
	await new Promise(setImmediate);
	client.send(subscribe);
	await new Promise(setImmediate);
	for (let pushes = 0; pushes < 3; pushes++) broker.push("topic-a", "behind");
	client.stream.resume();
	const seen = [];
	while (seen.filter((payload) => payload === "behind").length < 3) {
		const next = await client.next();
		seen.push(next.cmd === "publish" ? String(next.payload) : next.cmd);
	}
	assert.equal(seen.indexOf("suback"), 30);
	const [withSuback] = client.chunks.slice(before + 1);
	assert.deepEqual(withSuback, packet(0x90, "00 01 00"));
});

test("the pushes and replies of one turn leave in one write", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected("topic-a");
	await client.subscribe("topic-a");
	const before = client.chunks.length;
	for (let index = 0; index < 50; index++) broker.push("topic-a", "x");
	for (let index = 0; index < 50; index++) await client.next();
	assert.equal(client.chunks.length, before + 1);
});

test("a reply never waits for a request that comes later", async (t) => {
	const kept: PublishedRequest[] = [];
	const { connected } = await startBroker(t, {
		handleRequest: async (request) => {
			kept.push(request);
		},
	});
	const client = await connected();
	client.publish(topic, "1");
	await client.ping();
	kept[0]?.reply("one");
	const reply = await client.next();
	assert.equal(types(client.chunks.at(-1) ?? Buffer.alloc(1)), 3);
	assert.equal(reply.cmd === "publish" && String(reply.payload), "one");
});
