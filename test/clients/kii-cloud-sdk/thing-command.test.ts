// kii-cloud-sdk from npm, unmodified: registers and logs in, installs for MQTT push, and owns a thing; the result of a
// command is pushed to it.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";
import { connectDevice, endpointCredentials } from "../../helpers/device.ts";
import { call } from "../../helpers/owner.ts";

const kii = createRequire(import.meta.url)("kii-cloud-sdk").create();

// One test: the SDK keeps app and user in globals.
test("register, log in, wrong password, me, install, endpoint, thing log-in, push", async () => {
	await using emulator = await createEmulator();
	const { appID, appKey } = emulator.app;
	kii.Kii.initializeWithSite(appID, appKey, `${emulator.url}/api`);

	const user = await kii.KiiUser.userWithUsername("ann", "password").register();
	assert.equal(user.getUsername(), "ann");
	kii.KiiUser.logOut();
	await assert.rejects(kii.KiiUser.authenticate("ann", "wrong"), (error: Error) => /invalid_grant/.test(error.message));
	const loggedIn = await kii.KiiUser.authenticate("ann", "password");
	const userID = loggedIn.getID();
	const token = loggedIn.getAccessToken();
	assert.equal(loggedIn.getUUID(), userID);
	await assert.rejects(kii.KiiUser.userWithUsername("ann", "password").register(), (error: Error) =>
		/USER_ALREADY_EXISTS/.test(error.message),
	);

	const installation = loggedIn.pushInstallation();
	const { installationID } = await installation.installMqtt(false);
	const endpoint = await installation.getMqttEndpoint(installationID);
	assert.equal(endpoint.portTCP, emulator.ports.tcp);
	assert.equal(endpoint["X-MQTT-TTL"], 2_147_483_647);
	const phone = await connectDevice(emulator, "ws", endpointCredentials(endpoint));
	await phone.client.subscribeAsync(endpoint.mqttTopic);

	const thing = await kii.KiiThing.register({ _vendorThingID: "v1", _password: "secret", _thingType: "lamp" });
	const asThing = await kii.Kii.authenticateAsThing("v1", "secret");
	const authenticated = await asThing.getAuthenticatedThing();
	assert.equal(authenticated.getThingID(), thing.getThingID());

	const owner = `user:${userID}`;
	const onboarding = { vendorThingID: "v1", thingPassword: "secret", owner };
	const { body: onboarded } = await call(
		emulator,
		token,
		"POST",
		`/thing-if/apps/${appID}/onboardings`,
		onboarding,
		"application/vnd.kii.OnboardingWithVendorThingIDByOwner+json",
	);
	assert.equal(onboarded.thingID, thing.getThingID());
	const target = `/thing-if/apps/${appID}/targets/thing:${onboarded.thingID}`;
	const command = { schema: "lamp", schemaVersion: 1, issuer: owner, actions: [{ turnPower: { power: true } }] };
	const { body: created } = await call(emulator, token, "POST", `${target}/commands`, command);
	const results = { actionResults: [{ turnPower: { succeeded: true } }] };
	await call(emulator, onboarded.accessToken, "PUT", `${target}/commands/${created.commandID}/action-results`, results);
	const push = (await phone.nextPush()) as { commandID: string };
	assert.equal(push.commandID, created.commandID);
	await phone.close();
});
