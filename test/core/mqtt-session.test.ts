import assert from "node:assert/strict";
import { test } from "node:test";
import { install } from "../../src/core/installation.ts";
import { mqttEndpointOf } from "../../src/core/mqtt-endpoint.ts";
import { type MqttCredentials, openMqttSession } from "../../src/core/mqtt-session.ts";
import { modify } from "../../src/core/records.ts";
import type { TypedID } from "../../src/core/typed-id.ts";
import { type User, userKey } from "../../src/core/user.ts";
import { appID, createTestCore, newOwner } from "../helpers/core.ts";

const onboarding: MqttCredentials = {
	clientID: "anonymous",
	username: `type=oauth2&client_id=${appID}`,
	password: "client_secret=emulator-key",
};

test("anonymous with the app's credentials may onboard", async () => {
	const core = await createTestCore();
	assert.deepEqual(await openMqttSession(core, onboarding), { kind: "onboarding", appID });
});

test("anonymous without them is refused with return code 4, of an unknown app with 5", async () => {
	const core = await createTestCore({ apps: "fixed", checkAppKey: true });
	const wrong = [
		{ ...onboarding, username: undefined, password: undefined },
		{ ...onboarding, username: appID },
		{ ...onboarding, password: "emulator-key" },
		{ ...onboarding, password: "client_secret=wrong" },
	];
	for (const credentials of wrong) {
		const session = await openMqttSession(core, credentials);
		assert.ok(session.kind === "refused" && session.returnCode === 4, JSON.stringify(credentials));
	}
	const unknown = await openMqttSession(core, { ...onboarding, username: "type=oauth2&client_id=nobody" });
	assert.ok(unknown.kind === "refused" && unknown.returnCode === 5);
});

test("an mqttTopic with its user name and password is an endpoint session", async () => {
	const core = await createTestCore();
	const { userID } = await newOwner(core);
	const request = { deviceType: "MQTT", development: false } as const;
	const owner: TypedID = { type: "user", id: userID };
	const { installationID } = await install(core, appID, owner, request);
	const { mqttTopic, username, password } = await mqttEndpointOf(core, appID, installationID);
	const right = { clientID: mqttTopic, username, password };
	assert.deepEqual(await openMqttSession(core, right), { kind: "endpoint", appID, mqttTopic, owner });
	for (const wrong of [{ username: "x" }, { password: "x" }, { password: undefined }]) {
		const session = await openMqttSession(core, { ...right, ...wrong });
		assert.ok(session.kind === "refused" && session.returnCode === 4);
	}
	const stranger = await openMqttSession(core, { ...right, clientID: "mqttjs_1234" });
	assert.ok(stranger.kind === "refused" && stranger.returnCode === 5);
});

test("nobody connects with the mqttTopic of an owner that is not there or is disabled", async () => {
	const core = await createTestCore();
	const { userID } = await newOwner(core);
	const request = { deviceType: "MQTT", development: false } as const;
	const connect = async (id: string) => {
		const { installationID } = await install(core, appID, { type: "user", id }, request);
		const { mqttTopic, username, password } = await mqttEndpointOf(core, appID, installationID);
		return openMqttSession(core, { clientID: mqttTopic, username, password });
	};
	assert.equal((await connect(userID)).kind, "endpoint");
	await modify<User>(core, userKey(appID, userID), (user) => ({ ...user, disabled: true }));
	for (const id of [userID, "nobody"]) {
		const session = await connect(id);
		assert.ok(session.kind === "refused" && session.returnCode === 5, id);
	}
});
