import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";

for (const qos of [1, 2] as const) {
	test(`reject: a PUBLISH at QoS ${qos} closes the connection and is not carried out`, async (t) => {
		const { connected, requests, log } = await startBroker(t, { settings: { qos: "reject" } });
		const client = await connected("topic-a");
		client.publish("p/topic-a/thing-if/apps/app/x", "1", { qos, messageId: 10 });
		assert.deepEqual(await client.closed, []);
		assert.equal(requests.length, 0);
		assert.deepEqual(
			log.warnings.map(({ violation, clientID }) => [violation, clientID]),
			[[true, "topic-a"]],
		);
	});
}

test("reject: QoS 0 passes", async (t) => {
	const { connected } = await startBroker(t, { settings: { qos: "reject" } });
	const client = await connected("topic-a");
	client.publish("p/topic-a/thing-if/apps/app/x");
	assert.equal((await client.next()).cmd, "publish");
});
