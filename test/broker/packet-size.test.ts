import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";
import { bytes } from "./bytes.ts";

const settings = { maxPacketSize: 1000, maxConnectPacketSize: 200 };

test("a packet of the largest size passes, one byte more closes the connection", async (t) => {
	const { connected, requests, log } = await startBroker(t, { settings });
	const client = await connected("topic-a");
	const topic = "p/topic-a/thing-if/apps/app/x";
	const payload = "x".repeat(1000 - 3 - 2 - topic.length);
	client.publish(topic, payload);
	assert.equal((await client.next()).cmd, "publish");
	client.publish(topic, `${payload}x`);
	assert.deepEqual(await client.closed, []);
	assert.equal(requests.length, 1);
	assert.match(log.warnings[0]?.message ?? "", /1001 bytes.*maxPacketSize allows 1000/);
});

test("before CONNECT is accepted less is taken", async (t) => {
	const { open, log } = await startBroker(t, { settings });
	const client = open();
	client.send({
		cmd: "connect",
		protocolId: "MQTT",
		protocolVersion: 4,
		clean: true,
		keepalive: 0,
		clientId: "x".repeat(200),
	});
	assert.deepEqual(await client.closed, []);
	assert.match(log.warnings[0]?.message ?? "", /maxConnectPacketSize allows 200/);
});

for (const [name, announcement] of [
	["CONNECT", "10 ff ff ff 7f"],
	["PUBLISH", "30 80 c2 d7 2f"],
] as const) {
	test(`a huge ${name} is refused by its announcement`, async (t) => {
		const { open, connected } = await startBroker(t, { settings });
		const client = name === "CONNECT" ? open() : await connected();
		client.send(bytes(announcement));
		assert.deepEqual(await client.closed, []);
	});
}

test("what is sent behind a refused announcement is not kept", async (t) => {
	const { connected } = await startBroker(t);
	const client = await connected();
	const before = process.memoryUsage();
	client.send(bytes("30 80 c2 d7 2f"));
	const mebibyte = Buffer.alloc(1_048_576);
	client.stream.on("close", () => {});
	for (let sent = 0; sent < 200 && !client.stream.writableEnded; sent++) {
		if (!client.stream.write(mebibyte)) await new Promise(setImmediate);
	}
	await client.closed;
	const after = process.memoryUsage();
	assert.ok(after.arrayBuffers - before.arrayBuffers < 20 * 1_048_576);
});
