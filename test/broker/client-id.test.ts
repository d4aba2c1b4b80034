import assert from "node:assert/strict";
import { test } from "node:test";
import type { Credentials } from "../../src/broker/session.ts";
import { startBroker } from "./broker-fixture.ts";
import { packet } from "./bytes.ts";

test("[MQTT-3.1.3-8] an empty client ID with clean session 0 gets return code 2", async (t) => {
	const { open } = await startBroker(t);
	const client = open();
	client.send(packet(0x10, "00 04 'MQTT' 04 c0 00 00 00 00 00 04 'user' 00 08 'password'"));
	await client.closed;
	assert.deepEqual(client.chunks, [packet(0x20, "00 02")]);
});

test("an empty client ID on MQTT 3.1 gets return code 2", async (t) => {
	const { open } = await startBroker(t);
	const client = open();
	client.send(packet(0x10, "00 06 'MQIsdp' 03 c2 00 00 00 00 00 04 'user' 00 08 'password'"));
	await client.closed;
	assert.deepEqual(client.chunks, [packet(0x20, "00 02")]);
});

test("[MQTT-3.1.3-6] an empty client ID with clean session 1 is a question of its credentials", async (t) => {
	const asked: Credentials[] = [];
	const { open } = await startBroker(t, {
		authenticate: async (credentials) => {
			asked.push(credentials);
			return { kind: "refused", returnCode: 5, reason: "nobody" };
		},
	});
	const client = open();
	assert.equal(await client.connect({ clientId: "" }), 5);
	assert.deepEqual(asked, [{ clientID: "", username: "user", password: "password" }]);
	await client.closed;
});

test("a client ID of more than 23 characters is accepted on MQTT 3.1", async (t) => {
	const { open } = await startBroker(t);
	const client = open();
	const clientId = `topic-${"x".repeat(300)}`;
	assert.equal(await client.connect({ protocolId: "MQIsdp", protocolVersion: 3, clientId }), 0);
	assert.deepEqual(await client.subscribe(clientId), [0]);
});

test("client IDs that look like the broker's own change nothing for others", async (t) => {
	const { open, connected, broker } = await startBroker(t, {
		authenticate: async ({ clientID }) => ({ kind: "endpoint", appID: "app", mqttTopic: clientID }),
	});
	const first = await connected("topic-a");
	for (const clientId of ["connection 1", "connection 2", "anonymous", "__proto__", "constructor", "$SYS/x", "+/#"]) {
		assert.equal(await open().connect({ clientId }), 0);
	}
	assert.equal(broker.connectionCount(), 8);
	await first.ping();
});
