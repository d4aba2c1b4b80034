import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";
import { packet } from "./bytes.ts";

const topic = "p/topic-a/thing-if/apps/app/x";

test("QoS 1 is answered by PUBACK and carried out once; the reply is at QoS 0", async (t) => {
	const { connected, requests, log } = await startBroker(t);
	const client = await connected("topic-a");
	client.publish(topic, "1", { qos: 1, messageId: 10 });
	const puback = await client.next();
	assert.deepEqual([puback.cmd, puback.messageId], ["puback", 10]);
	const reply = await client.next();
	assert.equal(reply.cmd === "publish" && reply.qos, 0);
	assert.equal(requests.length, 1);
	const [violation] = log.lines.filter((line) => line.violation === true);
	assert.equal(violation?.clientID, "topic-a");
	assert.match(String(violation?.clause), /QoS 0/);
});

test("QoS 2 is answered by PUBREC and PUBCOMP and carried out once", async (t) => {
	const { connected, requests } = await startBroker(t);
	const client = await connected("topic-a");
	client.publish(topic, "1", { qos: 2, messageId: 11 });
	assert.deepEqual((await client.next()).cmd, "pubrec");
	assert.equal((await client.next()).cmd, "publish");
	client.send({ cmd: "pubrel", messageId: 11 });
	const pubcomp = await client.next();
	assert.deepEqual([pubcomp.cmd, pubcomp.messageId], ["pubcomp", 11]);
	assert.equal(requests.length, 1);
});

test("[MQTT-4.3.3-2] QoS 2: a packet ID is one message until its PUBREL", async (t) => {
	const { connected, requests } = await startBroker(t);
	const client = await connected("topic-a");
	for (const dup of [false, true, false]) client.publish(topic, "1", { qos: 2, messageId: 11, dup });
	await client.ping().catch(() => {});
	assert.equal(requests.length, 1);
	client.send({ cmd: "pubrel", messageId: 11 });
	client.publish(topic, "1", { qos: 2, messageId: 11 });
	client.send({ cmd: "disconnect" });
	await client.closed;
	assert.equal(requests.length, 2);
});

test("QoS 1 with DUP is not carried out again, with another payload or without DUP it is", async (t) => {
	const { connected, requests } = await startBroker(t);
	const client = await connected("topic-a");
	client.publish(topic, "1", { qos: 1, messageId: 10 });
	client.publish(topic, "1", { qos: 1, messageId: 10, dup: true });
	client.publish(topic, "2", { qos: 1, messageId: 10, dup: true });
	client.publish(topic, "2", { qos: 1, messageId: 10 });
	client.publish(topic, "3", { qos: 1, messageId: 11, dup: true });
	client.send({ cmd: "disconnect" });
	const answers = await client.closed;
	assert.deepEqual(
		requests.map(({ payload }) => String(payload)),
		["1", "2", "2", "3"],
	);
	assert.equal(answers.filter(({ cmd }) => cmd === "puback").length, 5);
});

for (const qos of [1, 2] as const) {
	test(`a message at QoS ${qos} that is sent again after a reconnect is not carried out again`, async (t) => {
		const { connected, requests } = await startBroker(t);
		const first = await connected("topic-a");
		first.publish(topic, "1", { qos, messageId: 10 });
		await first.next();
		await first.vanish();
		const second = await connected("topic-a");
		second.publish(topic, "1", { qos, messageId: 10, dup: true });
		assert.equal((await second.next()).cmd, qos === 1 ? "puback" : "pubrec");
		await second.ping();
		assert.equal(requests.length, 1);
		const other = await connected("topic-b");
		other.publish("p/topic-b/thing-if/apps/app/x", "1", { qos, messageId: 10, dup: true });
		await other.next();
		assert.equal(requests.length, 2);
	});
}

test("anonymous clients are many, so nothing of one counts for another", async (t) => {
	const { connected, requests } = await startBroker(t);
	for (const client of await Promise.all([connected("anonymous"), connected("anonymous")])) {
		client.publish("p/anonymous/thing-if/apps/app/onboardings", "1", { qos: 1, messageId: 1, dup: true });
		await client.next();
	}
	assert.equal(requests.length, 2);
});

test("[MQTT-3.3.5-2] a message that is dropped is acknowledged all the same", async (t) => {
	const { connected, requests } = await startBroker(t);
	const client = await connected("topic-a");
	client.publish("topic-b", "1", { qos: 1, messageId: 10 });
	assert.equal((await client.next()).cmd, "puback");
	assert.equal(requests.length, 0);
	await client.ping();
});

test("acknowledgements of what was never sent are logged and ignored; PUBREL gets its PUBCOMP", async (t) => {
	const { connected, log } = await startBroker(t);
	const client = await connected("topic-a");
	client.send(packet(0x40, "00 01"), packet(0x50, "00 02"), packet(0x70, "00 03"));
	await client.ping();
	client.send(packet(0x62, "00 04"));
	const pubcomp = await client.next();
	assert.deepEqual([pubcomp.cmd, pubcomp.messageId], ["pubcomp", 4]);
	assert.deepEqual(
		log.warnings.map(({ violation, packetID, message }) => [violation, packetID, message.split(":")[0]]),
		[
			[true, 1, "PUBACK"],
			[true, 2, "PUBREC"],
			[true, 3, "PUBCOMP"],
			[true, 4, "PUBREL"],
		],
	);
});
