import assert from "node:assert/strict";
import { test } from "node:test";
import { generate } from "mqtt-packet";
import { startBroker } from "./broker-fixture.ts";
import { connectPacket } from "./packet-client.ts";

const topic = "p/topic-a/thing-if/apps/app/x";
const stream = Buffer.concat([
	generate(connectPacket),
	generate({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "topic-a", qos: 0 }] }),
	generate({ cmd: "publish", topic, payload: "x".repeat(300), qos: 0, dup: false, retain: false }),
	generate({ cmd: "publish", topic, payload: "", qos: 0, dup: false, retain: false }),
	generate({ cmd: "pingreq" }),
]);

for (const size of [1, 2, 3, 7, 64, stream.length]) {
	test(`packets are taken in pieces of ${size} bytes`, async (t) => {
		const { open, requests } = await startBroker(t);
		const client = open();
		for (let at = 0; at < stream.length; at += size) {
			client.send(stream.subarray(at, at + size));
			if (size < 64) await new Promise(setImmediate);
		}
		const answers = [];
		while (answers.length < 5) answers.push((await client.next()).cmd);
		assert.deepEqual(answers.sort(), ["connack", "pingresp", "publish", "publish", "suback"]);
		assert.deepEqual(
			requests.map(({ payload }) => payload.length),
			[300, 0],
		);
	});
}

test("a large packet that trickles in is taken as it is", async (t) => {
	const { connected } = await startBroker(t);
	const client = await connected();
	const payload = Array.from({ length: 10_000 }, (_, index) => index).join();
	const publish = generate({ cmd: "publish", topic, payload, qos: 0, dup: false, retain: false });
	for (const byte of publish) {
		if (!client.stream.write(Buffer.from([byte]))) await new Promise((resolve) => client.stream.once("drain", resolve));
	}
	const reply = await client.next();
	assert.equal(reply.cmd === "publish" && String(reply.payload), payload);
});
