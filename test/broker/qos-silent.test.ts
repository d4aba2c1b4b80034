import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";

const topic = "p/topic-a/thing-if/apps/app/x";

for (const qos of [1, 2] as const) {
	test(`silent: QoS ${qos} is carried out once and never acknowledged`, async (t) => {
		const { connected, requests, log } = await startBroker(t, { settings: { qos: "silent" } });
		const client = await connected("topic-a");
		client.publish(topic, "1", { qos, messageId: 10 });
		assert.equal((await client.next()).cmd, "publish");
		client.publish(topic, "1", { qos, messageId: 10, dup: true });
		client.send({ cmd: "pubrel", messageId: 10 });
		await client.ping();
		assert.equal(requests.length, 1);
		// Packet identifiers are used again by a client that waits for no acknowledgement.
		client.publish(topic, "1", { qos, messageId: 10 });
		assert.equal((await client.next()).cmd, "publish");
		assert.equal(requests.length, 2);
		assert.equal(log.warnings.filter(({ violation }) => violation === true).length, 4);
	});
}
