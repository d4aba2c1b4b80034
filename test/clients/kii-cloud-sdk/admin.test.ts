import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";
import { asAdmin, register, sdkOf, withCode } from "./sdk.ts";

test("the administrator's context: users, groups, things and their owners, buckets and topics", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const user = sdk.KiiUser.userWithCredentials("ann@example.com", "+819012345678", "ann", "password");
	await user.register();
	const { clientID } = emulator.app;
	await assert.rejects(sdk.Kii.authenticateAsAppAdmin(clientID, "wrong"), withCode("invalid_grant"));
	const token = (await asAdmin(sdk, emulator)).getAccessToken();
	const admin = await sdk.Kii.authenticateAsAdminWithToken(token);

	const seen = admin.userWithID(user.getID());
	await seen.refresh();
	assert.equal(seen.getEmailAddress(), "ann@example.com");
	await admin.findUserByEmail("ann@example.com");
	await admin.findUserByPhone("+819012345678");
	await admin.findUserByUsername("ann");

	await admin.registerGroupWithOwnerAndID("group-1", "one", user.getID(), [seen]);
	const group = admin.groupWithID("group-1");
	await group.refresh();
	assert.equal(group.getCachedOwner().getID(), user.getID());
	const [, members] = await group.getMemberList();
	assert.deepEqual(
		members.map((member: { getID(): string }) => member.getID()),
		[user.getID()],
	);
	await group.changeGroupName("two");
	const again = admin.groupWithURI(group.objectURI());
	await again.refresh();
	assert.equal(again.getName(), "two");
	await group.delete();
	await assert.rejects(again.refresh(), withCode("GROUP_NOT_FOUND"));

	const thing = await admin.registerThing({ _vendorThingID: "v1", _password: "secret", size: 1 });
	await admin.registerOwnerWithThingID(thing.getThingID(), user);
	const twice = admin.registerOwnerWithVendorThingID("v1", user);
	await assert.rejects(twice, withCode("THING_OWNERSHIP_ALREADY_EXISTS"));
	const loaded = await admin.loadThingWithVendorThingID("v1");
	loaded.fields.size = 2;
	await loaded.update();
	await thing.refresh();
	assert.equal(thing.fields.size, 2);
	assert.equal((await loaded.isOwner(user))[2], true);
	await loaded.unregisterOwner(user);
	await assert.rejects(loaded.unregisterOwner(user), withCode("THING_OWNERSHIP_NOT_FOUND"));
	await loaded.disable();
	await loaded.refresh();
	assert.equal(loaded.getDisabled(), true);
	await loaded.enable();

	await admin.bucketWithName("bucket").createObject().save();
	await loaded.bucketWithName("bucket").createObject().save();
	await admin.topicWithName("everybody").save();
	await loaded.topicWithName("topic").save();
	assert.equal((await admin.listTopics())[0].length, 1);
	assert.equal((await loaded.listTopics())[0].length, 1);
	await seen.delete();
	await assert.rejects(admin.findUserByUsername("ann"), withCode("USER_NOT_FOUND"));
});

test("a thing's context from its token; installations of other kinds", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	await register(sdk, "ann");
	const { thingID, token } = await sdk.KiiThing.register({ _vendorThingID: "v1", _password: "secret" }).then(
		(thing: { getThingID(): string; getAccessToken(): string }) => ({
			thingID: thing.getThingID(),
			token: thing.getAccessToken(),
		}),
	);
	await assert.rejects(sdk.Kii.authenticateAsThing("v1", "wrong"), withCode("invalid_grant"));
	await assert.rejects(sdk.Kii.authenticateAsThing("nobody", "wrong"), withCode("invalid_grant"));
	const context = await sdk.Kii.authenticateAsThingWithToken(thingID, token);
	const thing = context.getAuthenticatedThing();
	await thing.refresh();
	assert.equal(thing.getVendorThingID(), "v1");
	assert.deepEqual((await context.listTopics())[0], []);

	const installation = context.pushInstallation();
	const { installationID, installationRegistrationID } = await installation.installGcm("registration", false);
	assert.ok(installationID);
	assert.equal(installationRegistrationID, "registration");
	await installation.installApns("device-token", true);
	await assert.rejects(installation.getMqttEndpoint(installationID), withCode("MQTT_ENDPOINT_NOT_FOUND"));
	await installation.uninstall("registration", "ANDROID");
	await assert.rejects(installation.uninstall("registration", "ANDROID"), withCode("INSTALLATION_NOT_FOUND"));
});
