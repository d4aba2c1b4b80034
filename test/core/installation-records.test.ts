import assert from "node:assert/strict";
import { test } from "node:test";
import { getInstallation, install, uninstall } from "../../src/core/installation.ts";
import { ownedInstallations } from "../../src/core/installation-records.ts";
import { mqttEndpointOf } from "../../src/core/mqtt-endpoint.ts";
import { pushDirectly } from "../../src/core/push/direct-push.ts";
import { appID, callerOf, createTestCore } from "../helpers/core.ts";

const owner = { type: "user", id: "u1" } as const;
const other = { type: "user", id: "u2" } as const;
const mqtt = { data: { a: 1 }, mqtt: { enabled: true } };

async function withAdmin(endpointTtl = 2_147_483_647) {
	const core = await createTestCore({ endpointTtl });
	const admin = await callerOf(core, { kind: "admin" });
	const listed = async (of: typeof owner | typeof other = owner) =>
		(await core.store.list(ownedInstallations(appID, of))).map(({ value }) => value);
	return { core, admin, listed };
}

test("a push finds a changed environment, and the endpoint stays", async () => {
	const { core, admin, listed } = await withAdmin();
	const { installationID } = await install(core, appID, owner, { deviceType: "MQTT", development: false });
	assert.deepEqual(await listed(), [{ installationID, deviceType: "MQTT", development: false }]);
	const { mqttTopic } = await mqttEndpointOf(core, appID, installationID);
	core.listening.add(mqttTopic);
	await install(core, appID, owner, { deviceType: "MQTT", development: true });
	assert.deepEqual(await listed(), [
		{ installationID, deviceType: "MQTT", development: true, endpoint: { mqttTopic } },
	]);
	await pushDirectly(core, admin, owner, { ...mqtt, sendToProduction: false });
	await pushDirectly(core, admin, owner, { ...mqtt, sendToDevelopment: false });
	assert.equal(core.pushed.length, 1);
});

test("a push goes to no endpoint that has expired, and to the one that was issued next", async () => {
	const { core, admin } = await withAdmin(60);
	const { installationID } = await install(core, appID, owner, { deviceType: "MQTT", development: false });
	const first = await mqttEndpointOf(core, appID, installationID);
	core.listening.add(first.mqttTopic);
	await pushDirectly(core, admin, owner, mqtt);
	await core.clock.advance(60_000);
	await pushDirectly(core, admin, owner, mqtt);
	const second = await mqttEndpointOf(core, appID, installationID);
	core.listening.add(second.mqttTopic);
	await pushDirectly(core, admin, owner, mqtt);
	assert.deepEqual(
		core.pushed.map(({ mqttTopic }) => mqttTopic),
		[first.mqttTopic, second.mqttTopic],
	);
});

test("an installation is listed under its present owner only, and nowhere once it is gone", async () => {
	const { core, admin, listed } = await withAdmin();
	const request = { deviceType: "ANDROID", installationRegistrationID: "r1", development: false } as const;
	const { installationID } = await install(core, appID, owner, request);
	await install(core, appID, owner, { ...request, development: true });
	assert.deepEqual(await listed(), [{ installationID, deviceType: "ANDROID", development: true }]);
	await install(core, appID, other, request);
	assert.deepEqual(await listed(), []);
	assert.deepEqual(await listed(other), [{ installationID, deviceType: "ANDROID", development: false }]);
	await getInstallation(core, admin, installationID);
	await uninstall(core, admin, installationID);
	assert.deepEqual(await listed(other), []);
});

test("an endpoint asked for while its installation is replaced is not taken for that of the next", async () => {
	const { core, admin, listed } = await withAdmin();
	const { installationID } = await install(core, appID, owner, { deviceType: "MQTT", development: false });
	const store = { ...core.store };
	let replaced = false;
	store.commit = async (writes, conditions) => {
		if (!replaced) {
			replaced = true;
			await uninstall(core, admin, installationID);
			await install(core, appID, owner, { deviceType: "MQTT", development: false });
		}
		return core.store.commit(writes, conditions);
	};
	await mqttEndpointOf({ ...core, store }, appID, installationID);
	const [next] = await listed();
	assert.notEqual((next as { installationID: string }).installationID, installationID);
	assert.equal((next as { endpoint?: unknown }).endpoint, undefined);
});
