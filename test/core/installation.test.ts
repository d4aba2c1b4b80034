import assert from "node:assert/strict";
import { test } from "node:test";
import { getInstallation, install, installationView, uninstall } from "../../src/core/installation.ts";
import { findMqttEndpoint, mqttEndpointOf } from "../../src/core/mqtt-endpoint.ts";
import type { TypedID } from "../../src/core/typed-id.ts";
import { anonymous, appID, callerOf, createTestCore } from "../helpers/core.ts";

const thing: TypedID = { type: "thing", id: "th.1" };
const other: TypedID = { type: "user", id: "u2" };

test("one MQTT installation per owner, however often and concurrently it is asked for", async () => {
	const core = await createTestCore();
	const request = { deviceType: "MQTT", development: false } as const;
	const made = await Promise.all(Array.from({ length: 10 }, () => install(core, appID, thing, request)));
	assert.equal(new Set(made.map(({ installationID }) => installationID)).size, 1);
	const second = await install(core, appID, other, request);
	assert.notEqual(second.installationID, made[0]?.installationID);
});

test("another owner takes over the registration of a phone", async () => {
	const core = await createTestCore();
	const request = { deviceType: "ANDROID", installationRegistrationID: "reg/1", development: true } as const;
	const first = await install(core, appID, thing, request);
	const second = await install(core, appID, other, request);
	assert.equal(second.installationID, first.installationID);
	assert.deepEqual(second.owner, other);
	await assert.rejects(install(core, appID, thing, { deviceType: "IOS", development: false }), {
		errorCode: "INVALID_INPUT_DATA",
	});
});

test("owner and administrator see and delete it, nobody else", async () => {
	const core = await createTestCore();
	const own = await callerOf(core, { kind: "thing", thingID: "th.1" });
	const { installationID } = await install(core, appID, thing, { deviceType: "MQTT", development: false });
	const { mqttTopic } = await mqttEndpointOf(core, appID, installationID);
	const view = installationView(await getInstallation(core, own, installationID));
	assert.equal(view.thingID, "th.1");
	const byRegistration = `MQTT:${view.installationRegistrationID}`;
	assert.equal((await getInstallation(core, own, byRegistration)).installationID, installationID);
	for (const caller of [anonymous, await callerOf(core, { kind: "user", userID: "u2" })]) {
		await assert.rejects(uninstall(core, caller, installationID), { errorCode: "UNAUTHORIZED", status: 401 });
	}
	await uninstall(core, await callerOf(core, { kind: "admin" }), byRegistration);
	assert.deepEqual(core.disconnected, [mqttTopic]);
	assert.equal(await findMqttEndpoint(core, mqttTopic), undefined);
	await assert.rejects(getInstallation(core, own, installationID), {
		errorCode: "INSTALLATION_NOT_FOUND",
		context: { installationID, appID },
	});
});
