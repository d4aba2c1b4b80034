import assert from "node:assert/strict";
import { test } from "node:test";
import { generate } from "mqtt-packet";
import { startBroker } from "./broker-fixture.ts";

const publish = (topic: string) => generate({ cmd: "publish", topic, payload: "x", qos: 0, dup: false, retain: false });

// mqemitter, the message queue aedes brings, ended the process here: what had queued behind the messages to a subscriber
// was released recursively, one stack frame each.
test("one client, subscribed to its own topic, floods it and topics of nobody: the broker lives", async (t) => {
	const { connected, log } = await startBroker(t);
	const client = await connected("topic-a");
	await client.subscribe("topic-a");
	const own = publish("topic-a");
	const nobody = publish("nobody");
	for (let round = 0; round < 3; round++) {
		client.stream.write(Buffer.concat([...Array(200).fill(own), ...Array(20_000).fill(nobody)]));
		await client.ping();
	}
	assert.equal(log.warnings.length, 3 * 20_200);
});

test("so it does when the flood is of requests", async (t) => {
	const { connected, requests } = await startBroker(t);
	const client = await connected("topic-a");
	const request = publish("p/topic-a/thing-if/apps/app/x");
	client.stream.write(Buffer.concat(Array(10_000).fill(request)));
	for (let replies = 0; replies < 10_000; replies++) await client.next();
	assert.equal(requests.length, 10_000);
});
