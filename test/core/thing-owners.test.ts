import assert from "node:assert/strict";
import { test } from "node:test";
import { forgetOwner } from "../../src/core/forget-owner.ts";
import { addOwner, getThing, registerThing, removeOwner, thingIDsOwnedBy } from "../../src/core/thing.ts";
import type { TypedID } from "../../src/core/typed-id.ts";
import { appID, createTestCore } from "../helpers/core.ts";

const user: TypedID = { type: "user", id: "u1" };
const group: TypedID = { type: "group", id: "g1" };
const given = (vendorThingID: string) => ({ vendorThingID, password: "pw", fields: {} });

test("an owner is added and removed once, however often and concurrently that is asked for", async () => {
	const core = await createTestCore();
	const { thingID } = await registerThing(core, appID, given("v1"));
	const added = await Promise.all([user, user, group, user].map((owner) => addOwner(core, appID, thingID, owner)));
	assert.deepEqual(
		added.map((done) => Number(done)).reduce((a, b) => a + b),
		2,
	);
	assert.deepEqual([...(await getThing(core, appID, thingID)).owners].sort(), ["group:g1", "user:u1"]);
	const removed = await Promise.all([user, user].map((owner) => removeOwner(core, appID, thingID, owner)));
	assert.deepEqual([...removed].sort(), [false, true]);
	assert.deepEqual((await getThing(core, appID, thingID)).owners, ["group:g1"]);
});

test("the things of an owner are known by the owner", async () => {
	const core = await createTestCore();
	const things = await Promise.all(["v1", "v2", "v3"].map((id) => registerThing(core, appID, given(id))));
	for (const { thingID } of things) await addOwner(core, appID, thingID, user);
	const [first, ...others] = things.map(({ thingID }) => thingID);
	await removeOwner(core, appID, first ?? "", user);
	assert.deepEqual(await thingIDsOwnedBy(core, appID, user), others.sort());
	assert.deepEqual(await thingIDsOwnedBy(core, appID, group), []);
});

test("a user or group that is deleted owns nothing any more", async () => {
	const core = await createTestCore();
	const { thingID } = await registerThing(core, appID, given("v1"));
	await addOwner(core, appID, thingID, user);
	await addOwner(core, appID, thingID, group);
	await forgetOwner(core, appID, user);
	assert.deepEqual((await getThing(core, appID, thingID)).owners, ["group:g1"]);
	assert.deepEqual(await thingIDsOwnedBy(core, appID, user), []);
});

test("a thing that is not there has no owners to change", async () => {
	const core = await createTestCore();
	for (const change of [addOwner, removeOwner]) {
		await assert.rejects(change(core, appID, "th.none", user), { errorCode: "THING_NOT_FOUND" });
	}
});
