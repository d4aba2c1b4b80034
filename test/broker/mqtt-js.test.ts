import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { connectAsync } from "mqtt";
import { serveTcp } from "./serve-tcp.ts";

async function listen(t: TestContext) {
	const { broker, port } = await serveTcp(t, async ({ payload, reply }) => reply(`re: ${payload}`));
	return { broker, url: `mqtt://127.0.0.1:${port}` };
}

const credentials = { username: "user", password: "password", clientId: "topic-a", reconnectPeriod: 0 };

for (const [name, version] of [
	["3.1.1", { protocolVersion: 4, protocolId: "MQTT" }],
	["3.1", { protocolVersion: 3, protocolId: "MQIsdp" }],
] as const) {
	test(`MQTT.js over TCP at MQTT ${name}: requests at every QoS, a push, and leaving`, async (t) => {
		const { broker, url } = await listen(t);
		const client = await connectAsync(url, { ...credentials, ...version });
		t.after(() => client.endAsync(true));
		const messages: [string, string][] = [];
		client.on("message", (topic, payload, { qos, retain }) => {
			assert.deepEqual([qos, retain], [0, false]);
			messages.push([topic, String(payload)]);
		});
		const granted = await client.subscribeAsync("topic-a", { qos: 1 });
		assert.deepEqual(granted, [{ topic: "topic-a", qos: 0 }]);
		const topic = "p/topic-a/thing-if/apps/app/x";
		for (const qos of [0, 1, 2] as const) await client.publishAsync(topic, String(qos), { qos });
		while (messages.length < 3) await new Promise((resolve) => client.once("message", () => resolve(undefined)));
		assert.equal(broker.push("topic-a", "push"), true);
		while (messages.length < 4) await new Promise((resolve) => client.once("message", () => resolve(undefined)));
		assert.deepEqual(messages, [
			[topic, "re: 0"],
			[topic, "re: 1"],
			[topic, "re: 2"],
			["topic-a", "push"],
		]);
		await client.endAsync();
	});
}

test("MQTT.js is told that its credentials are wrong", async (t) => {
	const { url } = await listen(t);
	await assert.rejects(connectAsync(url, { ...credentials, password: "wrong" }, false), { code: 4 });
});

test("MQTT.js at level 5 is told that the version is not supported", async (t) => {
	const { url } = await listen(t);
	await assert.rejects(connectAsync(url, { ...credentials, protocolVersion: 5 }, false), /version|[Uu]nacceptable/);
});
