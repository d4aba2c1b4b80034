import assert from "node:assert/strict";
import { test } from "node:test";
import type { CoreSettings } from "../../../src/core/context.ts";
import { login } from "../../../src/core/login.ts";
import { changeVendorThingID, findThingByVendorID, getThing } from "../../../src/core/thing.ts";
import { onboard } from "../../../src/core/thing-if/onboarding.ts";
import {
	getFirmwareVersionOf,
	getThingType,
	putFirmwareVersionOf,
	putLayoutPosition,
	putThingTypeOf,
} from "../../../src/core/thing-if/thing-settings.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner } from "../../helpers/core.ts";

async function withThing(settings: Partial<CoreSettings> = {}) {
	const core = await createTestCore(settings);
	const { userID, caller: owner } = await newOwner(core);
	const request = { vendorThingID: "v1", thingPassword: "pw", owner: `user:${userID}` };
	const { thingID } = await onboard(core, owner, request);
	return { core, owner, thingID, thing: await callerOf(core, { kind: "thing", thingID }) };
}

test("thing type and firmware version are set and read, each without the other", async () => {
	const { core, thing, thingID } = await withThing();
	await putFirmwareVersionOf(core, thing, thingID, "0.0.3");
	assert.deepEqual(await getFirmwareVersionOf(core, thing, thingID), { firmwareVersion: "0.0.3" });
	await assert.rejects(getThingType(core, thing, thingID), { errorCode: "THING_WITHOUT_THING_TYPE", status: 404 });
	await putThingTypeOf(core, thing, thingID, "Lamp");
	await putThingTypeOf(core, thing, thingID, "Lamp2");
	assert.deepEqual(await getThingType(core, thing, thingID), { thingType: "Lamp2" });
	const { fields } = await getThing(core, appID, thingID);
	assert.deepEqual(fields, { _thingType: "Lamp2", _firmwareVersion: "0.0.3" });
});

test("the code for a missing firmware version is a setting", async () => {
	for (const [missingFirmwareCode, withoutType, withType] of [
		["byThingType", "THING_WITHOUT_THING_TYPE", "THING_WITHOUT_FIRMWARE_VERSION"],
		["THING_WITHOUT_THING_TYPE", "THING_WITHOUT_THING_TYPE", "THING_WITHOUT_THING_TYPE"],
		["THING_WITHOUT_FIRMWARE_VERSION", "THING_WITHOUT_FIRMWARE_VERSION", "THING_WITHOUT_FIRMWARE_VERSION"],
	] as const) {
		const { core, thing, thingID } = await withThing({ missingFirmwareCode });
		const get = () => getFirmwareVersionOf(core, thing, thingID);
		await assert.rejects(get(), { errorCode: withoutType, status: 404 });
		await putThingTypeOf(core, thing, thingID, "Lamp");
		await assert.rejects(get(), { errorCode: withType, status: 404 });
	}
});

test("a thing does not make itself a gateway, but may repeat what it is (evidence S21)", async () => {
	const { core, owner, thing, thingID } = await withThing();
	await assert.rejects(putLayoutPosition(core, thing, thingID, "GATEWAY"), { errorCode: "WRONG_TOKEN", status: 403 });
	await putLayoutPosition(core, owner, thingID, "GATEWAY");
	await putLayoutPosition(core, thing, thingID, "GATEWAY");
	assert.equal((await getThing(core, appID, thingID)).layoutPosition, "GATEWAY");
});

test("vendorThingID and password change together; the old name is free, a taken one is refused", async () => {
	const { core, thingID } = await withThing();
	const other = (await onboard(core, anonymous, { vendorThingID: "v2", thingPassword: "pw" })).thingID;
	await assert.rejects(changeVendorThingID(core, appID, thingID, "v2", "new"), {
		errorCode: "THING_ALREADY_EXISTS",
		status: 409,
		context: { field: "vendorThingID", value: "v2", appID },
	});
	await changeVendorThingID(core, appID, thingID, "v3", "new");
	await login(core, appID, { username: "VENDOR_THING_ID:v3", password: "new" });
	await assert.rejects(login(core, appID, { username: "VENDOR_THING_ID:v3", password: "pw" }));
	assert.equal(await findThingByVendorID(core, appID, "v1"), undefined);
	await changeVendorThingID(core, appID, other, "v1", "pw");
	assert.equal((await findThingByVendorID(core, appID, "v1"))?.thingID, other);
	await changeVendorThingID(core, appID, thingID, "v3", "newer");
	await login(core, appID, { username: "VENDOR_THING_ID:v3", password: "newer" });
	await assert.rejects(changeVendorThingID(core, appID, "th.none", "v9", "pw"), { errorCode: "THING_NOT_FOUND" });
});

test("of two things that want one name at the same time, one gets it and both stay whole", async () => {
	const { core, thingID } = await withThing();
	const other = (await onboard(core, anonymous, { vendorThingID: "v2", thingPassword: "pw" })).thingID;
	const results = await Promise.allSettled(
		[thingID, other].map((each) => changeVendorThingID(core, appID, each, "v3", "new")),
	);
	assert.deepEqual(results.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
	const names = await Promise.all(
		[thingID, other].map(async (each) => (await getThing(core, appID, each)).vendorThingID),
	);
	assert.equal(names.filter((name) => name === "v3").length, 1);
	for (const [index, name] of names.entries()) {
		assert.equal((await findThingByVendorID(core, appID, name))?.thingID, [thingID, other][index]);
	}
});
