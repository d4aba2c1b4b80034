import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";

const others = [
	"topic-b",
	"#",
	"+",
	"topic-a/#",
	"$SYS/#",
	"p/topic-a/thing-if/apps/app/x",
	"/topic-a",
	"a/".repeat(200),
];

for (const filter of others) {
	test(`a client may not subscribe to ${filter.slice(0, 40)}`, async (t) => {
		const { connected, log } = await startBroker(t);
		const client = await connected("topic-a");
		assert.deepEqual(await client.subscribe(filter), [0x80]);
		assert.deepEqual(
			log.warnings.map((line) => line.filter),
			[filter],
		);
		await client.ping();
	});
}

test("an onboarding client may subscribe to nothing", async (t) => {
	const { connected, log } = await startBroker(t);
	const client = await connected("anonymous");
	assert.deepEqual(await client.subscribe("anonymous", "topic-a", "#"), [0x80, 0x80, 0x80]);
	assert.equal(log.warnings.length, 3);
});

test("on MQTT 3.1, which has no failure code, such a filter is granted and stays silent", async (t) => {
	const { open, connected, broker, log } = await startBroker(t);
	const client = open();
	await client.connect({ protocolId: "MQIsdp", protocolVersion: 3 });
	assert.deepEqual(await client.subscribe("topic-b", "#"), [0, 0]);
	const other = await connected("topic-b");
	await other.subscribe("topic-b");
	broker.push("topic-b", "{}");
	assert.equal(broker.push("topic-a", "{}"), false);
	await other.next();
	await client.ping();
	assert.equal(log.warnings.length, 2);
});

test("[MQTT-3.8.4-5] each filter gets its own code, repeated ones too, in order", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected("topic-a");
	assert.deepEqual(await client.subscribe("x", "topic-a", "x", "topic-a", "#"), [0x80, 0, 0x80, 0, 0x80]);
	broker.push("topic-a", "once");
	await client.next();
	await client.ping();
});

test("a filter that is refused is not logged as granted, whatever QoS it asks for", async (t) => {
	const { connected, log } = await startBroker(t);
	const client = await connected("topic-a");
	client.send({
		cmd: "subscribe",
		messageId: 1,
		subscriptions: [
			{ topic: "topic-b", qos: 1 },
			{ topic: "topic-a", qos: 2 },
		],
	});
	await client.next();
	assert.deepEqual(
		log.lines.filter(({ message }) => message === "SUBSCRIBE granted at QoS 0").map(({ filter }) => filter),
		["topic-a"],
	);
});

for (const qos of [1, 2] as const) {
	test(`QoS ${qos} is asked for, QoS 0 is granted and delivered`, async (t) => {
		const { connected, broker, log } = await startBroker(t, { settings: { qos: "reject" } });
		const client = await connected("topic-a");
		client.send({ cmd: "subscribe", messageId: 7, subscriptions: [{ topic: "topic-a", qos }] });
		const suback = await client.next();
		assert.deepEqual(suback.cmd === "suback" && [suback.messageId, suback.granted], [7, [0]]);
		broker.push("topic-a", "{}");
		const push = await client.next();
		assert.deepEqual(push.cmd === "publish" && [push.qos, push.retain, push.dup], [0, false, false]);
		const [violation] = log.lines.filter((line) => line.violation === true);
		assert.equal(violation?.level, "info");
		assert.equal(violation?.clientID, "topic-a");
	});
}

test("[MQTT-3.10.4-4] UNSUBSCRIBE is answered, and pushes stop", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected("topic-a");
	await client.subscribe("topic-a");
	client.send({ cmd: "unsubscribe", messageId: 8, unsubscriptions: ["topic-a"] });
	const unsuback = await client.next();
	assert.deepEqual([unsuback.cmd, unsuback.messageId], ["unsuback", 8]);
	assert.equal(broker.push("topic-a", "{}"), false);
	await client.ping();
	await client.subscribe("topic-a");
	assert.equal(broker.push("topic-a", "{}"), true);
});

test("[MQTT-3.10.4-5] UNSUBSCRIBE from what was not subscribed is answered, and changes nothing", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected("topic-a");
	await client.subscribe("topic-a");
	client.send({ cmd: "unsubscribe", messageId: 9, unsubscriptions: ["topic-b", "#", "a/".repeat(200)] });
	assert.equal((await client.next()).cmd, "unsuback");
	assert.equal(broker.push("topic-a", "{}"), true);
});
