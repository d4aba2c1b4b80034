import assert from "node:assert/strict";
import { test } from "node:test";
import { install } from "../../../src/core/installation.ts";
import { login } from "../../../src/core/login.ts";
import { mqttEndpointOf } from "../../../src/core/mqtt-endpoint.ts";
import { openMqttSession } from "../../../src/core/mqtt-session.ts";
import { registerThing } from "../../../src/core/thing.ts";
import { onboard } from "../../../src/core/thing-if/onboarding.ts";
import { setThingDisabled } from "../../../src/core/things/thing-status.ts";
import { anonymous, appID, createTestCore } from "../../helpers/core.ts";

test("a disabled thing is disconnected and may neither log in nor connect until it is enabled", async () => {
	const core = await createTestCore();
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v", password: "pw", fields: {} });
	const request = { deviceType: "MQTT", development: false } as const;
	const { installationID } = await install(core, appID, { type: "thing", id: thingID }, request);
	const { mqttTopic, username, password } = await mqttEndpointOf(core, appID, installationID);
	const connect = () => openMqttSession(core, { clientID: mqttTopic, username, password });
	const logIn = () => login(core, appID, { username: "VENDOR_THING_ID:v", password: "pw" });

	await setThingDisabled(core, appID, thingID, true);
	assert.deepEqual(core.disconnected, [mqttTopic]);
	const session = await connect();
	assert.ok(session.kind === "refused" && session.returnCode === 5 && session.reason.includes("disabled"));
	await assert.rejects(logIn(), { errorCode: "THING_DISABLED", status: 401 });
	const onboarding = { vendorThingID: "v", thingPassword: "pw" };
	await assert.rejects(onboard(core, anonymous, onboarding), { errorCode: "THING_DISABLED", status: 401 });

	await setThingDisabled(core, appID, thingID, false);
	assert.equal((await connect()).kind, "endpoint");
	assert.equal((await logIn()).id, thingID);
	assert.deepEqual((await mqttEndpointOf(core, appID, installationID)).mqttTopic, mqttTopic);
	assert.equal(core.disconnected.length, 1);
});

test("a thing without an installation is disabled all the same; one that is not there is not found", async () => {
	const core = await createTestCore();
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v", password: "pw", fields: {} });
	await setThingDisabled(core, appID, thingID, true);
	assert.deepEqual(core.disconnected, []);
	await assert.rejects(setThingDisabled(core, appID, "th.none", true), { errorCode: "THING_NOT_FOUND" });
});
