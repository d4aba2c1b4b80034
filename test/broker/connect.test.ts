import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";

test("a client connects, subscribes to its topic, gets a push, sends a request and gets its reply", async (t) => {
	const { broker, connected, requests } = await startBroker(t);
	const client = await connected("topic-a");
	assert.deepEqual(await client.subscribe("topic-a"), [0]);

	assert.equal(broker.push("topic-a", '{"commandID":"c"}'), true);
	const push = await client.next();
	assert.equal(push.cmd, "publish");
	assert.equal(push.topic, "topic-a");

	client.publish("p/topic-a/thing-if/apps/app/x", "PUT\r\n\r\n{}");
	const reply = await client.next();
	assert.equal(reply.cmd, "publish");
	assert.equal(reply.topic, "p/topic-a/thing-if/apps/app/x");
	assert.equal(String(reply.payload), "PUT\r\n\r\n{}");
	assert.equal(requests.length, 1);
	await client.ping();
});
