import assert from "node:assert/strict";
import { test } from "node:test";
import { findMqttEndpoint, mqttEndpointOf, secondsLeft } from "../../src/core/mqtt-endpoint.ts";
import { appID, createTestCore } from "../helpers/core.ts";

test("an endpoint stays the same, and never ends by default", async () => {
	const core = await createTestCore();
	const endpoint = await mqttEndpointOf(core, appID, "i1");
	assert.deepEqual(await mqttEndpointOf(core, appID, "i1"), endpoint);
	assert.deepEqual(await findMqttEndpoint(core, endpoint.mqttTopic), endpoint);
	assert.equal(secondsLeft(core, endpoint), 2_147_483_647);
	assert.equal(core.clock.pendingTimers, 0);
});

test("past its lifetime the credentials stop working, the client is disconnected and gets a new one", async () => {
	const core = await createTestCore({ endpointTtl: 60 });
	const endpoint = await mqttEndpointOf(core, appID, "i1");
	await core.clock.advance(30_000);
	assert.equal(secondsLeft(core, endpoint), 30);
	await core.clock.advance(30_000);
	assert.deepEqual(core.disconnected, [endpoint.mqttTopic]);
	assert.equal(await findMqttEndpoint(core, endpoint.mqttTopic), undefined);
	const next = await mqttEndpointOf(core, appID, "i1");
	assert.notEqual(next.mqttTopic, endpoint.mqttTopic);
	assert.notEqual(next.password, endpoint.password);
});
