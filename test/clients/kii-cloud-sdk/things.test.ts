import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";
import { connectDevice, endpointCredentials } from "../../helpers/device.ts";
import { asAdmin, register, sdkOf, withCode } from "./sdk.ts";

test("a thing is registered, owned, updated, queried, disabled and deleted", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const owner = await register(sdk, "owner");
	const fields = { _vendorThingID: "v1", _password: "secret", _thingType: "lamp", _stringField1: "s", colour: "red" };
	const thing = await sdk.KiiThing.register(fields);
	assert.equal(thing.getVendorThingID(), "v1");
	assert.ok(thing.getCreated() instanceof Date);
	await assert.rejects(sdk.KiiThing.register(fields), withCode("THING_ALREADY_EXISTS"));
	assert.equal((await thing.isOwner(owner))[2], false);
	await thing.registerOwnerWithPassword(owner, "secret");
	await assert.rejects(thing.registerOwner(owner), withCode("THING_OWNERSHIP_ALREADY_EXISTS"));
	assert.equal((await thing.isOwner(owner))[2], true);

	thing.fields.colour = "blue";
	thing.fields._productName = "Lamp-2";
	await thing.update();
	const loaded = await sdk.KiiThing.loadWithVendorThingID("v1");
	assert.equal(loaded.fields.colour, "blue");
	assert.equal(loaded.fields._productName, "Lamp-2");
	assert.equal(loaded.fields._stringField1, "s");
	assert.equal((await sdk.KiiThing.loadWithThingID(thing.getThingID())).getVendorThingID(), "v1");

	for (const name of ["v2", "v3"]) {
		const other = await sdk.KiiThing.register({ _vendorThingID: name, _password: "secret", _thingType: "door" });
		await other.registerOwner(owner);
	}
	const query = sdk.KiiThingQuery.thingQuery(owner);
	query.setLimit(2);
	const page = await sdk.KiiThing.executeQuery(query);
	assert.equal(page.getResult().length, 2);
	assert.equal(page.hasNext(), true);
	assert.equal((await page.getNextResult()).getResult().length, 1);
	const lamps = sdk.KiiThingQuery.thingQuery(owner);
	lamps.setThingType("lamp");
	const [lamp] = (await sdk.KiiThing.executeQuery(lamps)).getResult();
	assert.equal(lamp.getVendorThingID(), "v1");

	await thing.disable();
	await assert.rejects(sdk.Kii.authenticateAsThing("v1", "secret"), withCode("THING_DISABLED"));
	await thing.refresh();
	assert.equal(thing.getDisabled(), true);
	await thing.enable();
	await sdk.Kii.authenticateAsThing("v1", "secret");
	await thing.unregisterOwner(owner);
	await assert.rejects(thing.refresh(), withCode("UNAUTHORIZED"));
	const admin = await asAdmin(sdk, emulator);
	const asSeen = await admin.loadThingWithVendorThingID("v1");
	await asSeen.updatePassword("changed");
	await assert.rejects(sdk.Kii.authenticateAsThing("v1", "secret"), withCode("invalid_grant"));
	await asSeen.deleteThing();
	await assert.rejects(admin.loadThingWithVendorThingID("v1"), withCode("THING_NOT_FOUND"));
});

test("a thing is online while its MQTT client is connected", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	await sdk.KiiThing.register({ _vendorThingID: "v1", _password: "secret" });
	const context = await sdk.Kii.authenticateAsThing("v1", "secret");
	const thing = context.getAuthenticatedThing();
	const installation = context.pushInstallation();
	const { installationID } = await installation.installMqtt(false);
	const endpoint = await installation.getMqttEndpoint(installationID);
	const admin = await asAdmin(sdk, emulator);
	const online = async () => (await admin.loadThingWithThingID((await thing).getThingID())).isOnline();
	assert.ok(!(await online()));
	const device = await connectDevice(emulator, "mqtts", endpointCredentials(endpoint));
	assert.equal(await online(), true);
	await device.close();
	for (let tries = 0; tries < 200 && (await online()); tries++) await sdk.KiiUser.logOut();
	assert.equal(await online(), false);
	await installation.uninstallByInstallationID(installationID);
	await assert.rejects(installation.getMqttEndpoint(installationID), withCode("INSTALLATION_NOT_FOUND"));
});

test("percent signs in a thing and in an error reach the SDK, which decodes replies as if they were URLs", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const owner = await register(sdk, "owner");
	const thing = await sdk.KiiThing.register({ _vendorThingID: "v1", _password: "secret", power: "50%", raw: "%41" });
	await thing.registerOwner(owner);
	const loaded = await sdk.KiiThing.loadWithVendorThingID("v1");
	await thing.refresh();
	const [found] = (await sdk.KiiThing.executeQuery(sdk.KiiThingQuery.thingQuery(owner))).getResult();
	for (const { fields } of [thing, loaded, found]) assert.deepEqual([fields.power, fields.raw], ["50%", "%41"]);
	await assert.rejects(sdk.KiiThing.loadWithVendorThingID("5%25"), withCode("THING_NOT_FOUND"));
	await assert.rejects(sdk.KiiUser.authenticateWithToken("5%"), withCode("WRONG_TOKEN"));

	const installation = (await sdk.Kii.authenticateAsThing("v1", "secret")).pushInstallation();
	const { installationRegistrationID } = await installation.installGcm("5%", false);
	assert.equal(installationRegistrationID, "5%");
});
