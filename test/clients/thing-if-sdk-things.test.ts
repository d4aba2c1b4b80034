// thing-if-sdk from npm, unmodified: the vendorThingID of a thing, and onboardings with every option.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { createEmulator } from "../../src/index.ts";
import { newOwner } from "../helpers/owner.ts";

const sdk = createRequire(import.meta.url)("thing-if-sdk");

test("vendorThingID and password are read and changed, and hold from then on", async () => {
	await using emulator = await createEmulator();
	const { userID, token } = await newOwner(emulator, "ann");
	const app = sdk.AppBuilder.buildWithSite("emulator", "emulator-key", emulator.url);
	const owner = new sdk.TypedID(sdk.Types.User, userID);
	const api = new sdk.ThingIFAPI(owner, token, app);
	const request = (vendorThingID: string, password: string) =>
		new sdk.OnboardWithVendorThingIDRequest(
			vendorThingID,
			password,
			owner,
			"lamp",
			{ color: "red" },
			"v1",
			sdk.DataGroupingInterval.INTERVAL_1_MINUTE,
			sdk.LayoutPosition.STANDALONE,
		);
	const { thingID } = await api.onboardWithVendorThingID(request("v1", "secret"));
	assert.equal(await api.getVendorThingID(), "v1");
	await api.updateVendorThingID("v2", "new-secret");
	assert.equal(await api.getVendorThingID(), "v2");
	assert.equal((await api.onboardWithVendorThingID(request("v2", "new-secret"))).thingID, thingID);
	await assert.rejects(
		new sdk.ThingIFAPI(owner, token, app).onboardWithVendorThingID(request("v2", "secret")),
		(error: { status: number; body: { errorCode: string } }) =>
			error.status === 403 && error.body.errorCode === "WRONG_PASSWORD",
	);
	const other = new sdk.ThingIFAPI(owner, token, app);
	assert.notEqual((await other.onboardWithVendorThingID(request("v1", "secret"))).thingID, thingID);
	await assert.rejects(
		other.updateVendorThingID("v2", "secret"),
		(error: { status: number; body: { errorCode: string } }) =>
			error.status === 409 && error.body.errorCode === "THING_ALREADY_EXISTS",
	);
});
