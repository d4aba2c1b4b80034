import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";

const allowed = [
	["topic-a", "p/topic-a/thing-if/apps/app/targets/thing:th.1/states"],
	["topic-a", "p/topic-a/thing-if/apps/app/onboardings"],
	["topic-a", "p/topic-a/thing-if/apps/app/"],
	["topic-a", "p/topic-a/thing-if/apps/app//x/../y"],
	["anonymous", "p/anonymous/thing-if/apps/app/onboardings"],
	["anonymous", "p/anonymous/thing-if/apps/app/targets"],
] as const;

for (const [clientID, topic] of allowed) {
	test(`${clientID} publishes on ${topic}`, async (t) => {
		const { connected, requests } = await startBroker(t);
		const client = await connected(clientID);
		client.publish(topic, "GET\n\n");
		const reply = await client.next();
		assert.equal(reply.cmd === "publish" && reply.topic, topic);
		assert.deepEqual(
			requests.map(({ connection: _, reply: __, violated: ___, payload, ...request }) => ({
				...request,
				payload: String(payload),
			})),
			[
				{
					clientID,
					appID: "app",
					anonymous: clientID === "anonymous",
					reachedHost: "localhost",
					remoteAddress: "192.0.2.1",
					connectionNumber: 1,
					listener: "tcp",
					topic,
					payload: "GET\n\n",
				},
			],
		);
	});
}

const dropped = [
	["topic-a", "topic-a"],
	["topic-a", "topic-b"],
	["topic-a", "p/topic-b/thing-if/apps/app/targets"],
	["topic-a", "p/anonymous/thing-if/apps/app/onboardings"],
	["topic-a", "p/topic-a/thing-if/apps/other/targets"],
	["topic-a", "p/topic-a/thing-if/apps/app"],
	["topic-a", "p/topic-a/thing-if/apps/app2/targets"],
	["topic-a", "p/topic-a/thing-if/apps//app/targets"],
	["topic-a", "p/topic-a/thing-if/apps/../apps/app/targets"],
	["topic-a", "p/topic-a/thing-if/apps/app%2Ftargets"],
	["topic-a", "p/topic-a/thing-if/apps/other%2F..%2Fapp/targets"],
	["topic-a", "p/topic-a/thing-if/apps/APP/targets"],
	["topic-a", "p/topic-a//thing-if/apps/app/targets"],
	["topic-a", "p/topic-a/api/apps/app/things"],
	["topic-a", "/p/topic-a/thing-if/apps/app/targets"],
	["topic-a", "$SYS/broker"],
	["topic-a", "/"],
	["topic-a", "a/".repeat(500)],
	["anonymous", "p/topic-a/thing-if/apps/app/onboardings"],
	["anonymous", "p/anonymous/thing-if/apps/other/onboardings"],
	["anonymous", "anonymous"],
	["anonymous", "topic-a"],
] as const;

for (const [clientID, topic] of dropped) {
	test(`what ${clientID} publishes on ${topic.slice(0, 60)} is dropped with a reason, and reaches nobody`, async (t) => {
		const { connected, requests, log } = await startBroker(t);
		const [client, listener] = await Promise.all([connected(clientID), connected("topic-b")]);
		await listener.subscribe("topic-b");
		if (clientID === "topic-a") await client.subscribe("topic-a");
		client.publish(topic, "x");
		await client.ping();
		await listener.ping();
		assert.equal(requests.length, 0);
		assert.deepEqual(
			log.warnings.map((line) => [line.clientID, line.topic]),
			[[clientID, topic]],
		);
		assert.match(log.warnings[0]?.message ?? "", /^PUBLISH dropped: ./);
	});
}

test("a message with the retain flag is carried out, and nothing is retained", async (t) => {
	const { connected, broker, log } = await startBroker(t);
	const client = await connected("topic-a");
	client.publish("p/topic-a/thing-if/apps/app/x", "1", { retain: true });
	const reply = await client.next();
	assert.equal(reply.cmd === "publish" && reply.retain, false);
	client.publish("topic-a", "2", { retain: true });
	await client.subscribe("topic-a");
	await client.ping();
	assert.equal(log.lines.filter(({ message }) => /retain/.test(message)).length, 2);
	assert.equal(broker.push("topic-a", "{}"), true);
});
