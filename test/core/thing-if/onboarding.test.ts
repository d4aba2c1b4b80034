import assert from "node:assert/strict";
import { test } from "node:test";
import { getThing, thingView } from "../../../src/core/thing.ts";
import { onboard } from "../../../src/core/thing-if/onboarding.ts";
import { resolveToken } from "../../../src/core/token.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner } from "../../helpers/core.ts";

const byThing = { vendorThingID: "v1", thingPassword: "pw" };

test("a new thing is registered and gets a token and an MQTT endpoint of the documented shape", async () => {
	const core = await createTestCore();
	const reply = await onboard(core, anonymous, {
		...byThing,
		thingType: "Lamp",
		firmwareVersion: "V1",
		layoutPosition: "GATEWAY",
		thingProperties: { color: "red" },
	});
	assert.deepEqual(Object.keys(reply), ["accessToken", "thingID", "mqttEndpoint"]);
	assert.deepEqual(Object.keys(reply.mqttEndpoint), [
		"installationID",
		"username",
		"password",
		"mqttTopic",
		"host",
		"portTCP",
		"portSSL",
		"portWS",
		"portWSS",
		"ttl",
	]);
	assert.equal(reply.mqttEndpoint.ttl, 2_147_483_647);
	assert.equal(reply.mqttEndpoint.host, "localhost");
	const thing = await getThing(core, appID, reply.thingID);
	assert.deepEqual(thing.fields, { color: "red", _thingType: "Lamp", _firmwareVersion: "V1" });
	assert.equal(thing.layoutPosition, "GATEWAY");
	const principal = await resolveToken(core, appID, reply.accessToken);
	assert.ok(principal.kind === "thing" && principal.thingID === reply.thingID);
});

test("a second onboarding keeps everything but the token (evidence S31), and ignores type and firmware (S30)", async () => {
	const core = await createTestCore();
	const { accessToken: first, ...before } = await onboard(core, anonymous, byThing);
	const { accessToken: second, ...after } = await onboard(core, anonymous, { ...byThing, thingType: "Other" });
	assert.deepEqual(after, before);
	assert.notEqual(second, first);
	assert.deepEqual((await getThing(core, appID, before.thingID)).fields, {});
	const byID = await onboard(core, anonymous, { thingID: before.thingID, thingPassword: "pw" });
	assert.deepEqual(byID.mqttEndpoint, before.mqttEndpoint);
});

test("two first onboardings at once make one thing", async () => {
	const core = await createTestCore();
	const replies = await Promise.all([onboard(core, anonymous, byThing), onboard(core, anonymous, byThing)]);
	assert.equal(new Set(replies.map(({ thingID }) => thingID)).size, 1);
	assert.equal(new Set(replies.map(({ mqttEndpoint }) => mqttEndpoint.mqttTopic)).size, 1);
});

test("wrong passwords and unknown things are refused", async () => {
	const core = await createTestCore();
	await onboard(core, anonymous, byThing);
	await assert.rejects(onboard(core, anonymous, { ...byThing, thingPassword: "no" }), {
		errorCode: "WRONG_PASSWORD",
		status: 403,
	});
	await assert.rejects(onboard(core, anonymous, { thingID: "th.none", thingPassword: "pw" }), {
		errorCode: "THING_NOT_FOUND",
		status: 404,
	});
	await assert.rejects(onboard(core, { ...anonymous, principal: { kind: "none" } }, byThing), {
		errorCode: "UNAUTHORIZED",
		status: 401,
	});
});

test("an owner onboards for itself, adding itself to the thing's owners", async () => {
	const core = await createTestCore();
	const owner = await newOwner(core);
	const stranger = await newOwner(core, "stranger");
	const byOwner = { ...byThing, owner: `USER:${owner.userID}` };
	const { thingID } = await onboard(core, owner.caller, byOwner);
	await onboard(core, owner.caller, byOwner);
	assert.deepEqual((await getThing(core, appID, thingID)).owners, [`user:${owner.userID}`]);
	await assert.rejects(onboard(core, stranger.caller, byOwner), { errorCode: "WRONG_TOKEN", status: 403 });
	await assert.rejects(onboard(core, anonymous, byOwner), { errorCode: "UNAUTHORIZED" });
	const admin = await callerOf(core, { kind: "admin" });
	await assert.rejects(onboard(core, admin, { ...byThing, owner: "user:none" }), { errorCode: "USER_NOT_FOUND" });
	await assert.rejects(onboard(core, owner.caller, { ...byThing, owner: "ann" }), { errorCode: "INVALID_INPUT_DATA" });
	await onboard(core, stranger.caller, { ...byThing, owner: `user:${stranger.userID}` });
	assert.equal((await getThing(core, appID, thingID)).owners.length, 2);
});

test("a group as owner is not found, for whoever may name one", async () => {
	const core = await createTestCore();
	const owner = await newOwner(core);
	const byGroup = { ...byThing, owner: "group:g1" };
	const notFound = { errorCode: "GROUP_NOT_FOUND", status: 404 };
	await assert.rejects(onboard(core, owner.caller, byGroup), notFound);
	await assert.rejects(onboard(core, await callerOf(core, { kind: "admin" }), byGroup), notFound);
	await assert.rejects(onboard(core, anonymous, byGroup), { errorCode: "UNAUTHORIZED" });
});

test("a thing onboards itself with its own token, but no other thing", async () => {
	const core = await createTestCore();
	const { thingID } = await onboard(core, anonymous, byThing);
	const own = await callerOf(core, { kind: "thing", thingID });
	assert.equal((await onboard(core, own, byThing)).thingID, thingID);
	await assert.rejects(onboard(core, own, { ...byThing, vendorThingID: "v2" }), { errorCode: "WRONG_TOKEN" });
});

test("a property does not hide what the thing is", async () => {
	const core = await createTestCore();
	const thingProperties = { _thingID: "th.other", _vendorThingID: "other", color: "red" };
	const { thingID } = await onboard(core, anonymous, { ...byThing, thingProperties });
	const { _thingID, _vendorThingID, color } = thingView(await getThing(core, appID, thingID));
	assert.deepEqual([_thingID, _vendorThingID, color], [thingID, "v1", "red"]);
});
