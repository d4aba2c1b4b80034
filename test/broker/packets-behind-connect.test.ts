import assert from "node:assert/strict";
import { test } from "node:test";
import { generate } from "mqtt-packet";
import { authenticate, startBroker } from "./broker-fixture.ts";
import { connectPacket } from "./packet-client.ts";

const topic = "p/topic-a/thing-if/apps/app/x";

test("[MQTT-3.1.4-5] what is sent right behind CONNECT is taken once it is accepted, in order", async (t) => {
	const { open, requests } = await startBroker(t);
	const client = open();
	client.send(
		connectPacket,
		{ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "topic-a", qos: 0 }] },
		...Array.from({ length: 90 }, (_, index) =>
			generate({ cmd: "publish", topic, payload: String(index), qos: 0, dup: false, retain: false }),
		),
		{ cmd: "pingreq" },
	);
	assert.equal((await client.next()).cmd, "connack");
	assert.equal((await client.next()).cmd, "suback");
	const rest = [];
	while (rest.length < 91) rest.push((await client.next()).cmd);
	assert.equal(rest.filter((cmd) => cmd === "publish").length, 90);
	assert.deepEqual(
		requests.map(({ payload }) => String(payload)),
		Array.from({ length: 90 }, (_, index) => String(index)),
	);
});

test("nothing is carried out before the credentials were accepted, and what waits is bounded", async (t) => {
	let accept = () => {};
	const waiting = new Promise<void>((resolve) => {
		accept = resolve;
	});
	const { open, requests } = await startBroker(t, {
		authenticate: async (credentials) => {
			await waiting;
			return authenticate(credentials);
		},
	});
	const client = open();
	client.send(connectPacket);
	const publish = generate({ cmd: "publish", topic, payload: "x".repeat(1000), qos: 0, dup: false, retain: false });
	let sent = 0;
	while (client.stream.write(publish) && sent < 10_000) {
		sent++;
		await new Promise(setImmediate);
	}
	assert.ok(sent < 1_000, "the client is held back");
	assert.equal(requests.length, 0);
	accept();
	assert.equal((await client.next()).cmd, "connack");
	for (let replies = 0; replies <= sent; replies++) await client.next();
	assert.equal(requests.length, sent + 1);
});
