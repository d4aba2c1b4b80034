import assert from "node:assert/strict";
import { test } from "node:test";
import { forgetOwner } from "../../../src/core/forget-owner.ts";
import { deleteGroup } from "../../../src/core/group/delete-group.ts";
import { createGroup, removeMember } from "../../../src/core/group/group.ts";
import type { Caller } from "../../../src/core/principal.ts";
import { addOwner, getThing, registerThing } from "../../../src/core/thing.ts";
import { confirmOwnership, requestOwnership } from "../../../src/core/things/ownership-code.ts";
import type { TypedID } from "../../../src/core/typed-id.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner } from "../../helpers/core.ts";

const invalid = { errorCode: "INVALID_THING_OWNERSHIP_CODE", status: 409 };
const refused = { errorCode: "UNAUTHORIZED", status: 401 };
const group: TypedID = { type: "group", id: "g" };

async function createWorld() {
	const core = await createTestCore();
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v1", password: "pw", fields: {} });
	const [ann, bob] = [await newOwner(core, "ann"), await newOwner(core, "bob")];
	await createGroup(core, appID, { groupID: "g", name: "g", owner: ann.userID, members: [] });
	return {
		core,
		thingID,
		ann,
		bob,
		user: { type: "user", id: ann.userID } satisfies TypedID,
		thing: await callerOf(core, { kind: "thing", thingID }),
		otherThing: await callerOf(core, { kind: "thing", thingID: "th.other" }),
		admin: await callerOf(core, { kind: "admin" }),
		request: async (caller: Caller, owner: TypedID) => (await requestOwnership(core, caller, thingID, owner)).code,
		confirm: (caller: Caller, code: string) => confirmOwnership(core, caller, thingID, code),
		owners: async () => (await getThing(core, appID, thingID)).owners,
	};
}

test("a user asks, the thing confirms; once", async () => {
	const { ann, bob, user, thing, otherThing, request, confirm, owners } = await createWorld();
	const code = await request(ann.caller, user);
	assert.match(code, /^\d{11}$/);
	for (const caller of [ann.caller, bob.caller, otherThing]) await assert.rejects(confirm(caller, code), refused);
	await confirm(thing, code);
	assert.deepEqual(await owners(), [`user:${user.id}`]);
	await assert.rejects(confirm(thing, code), invalid);
	await assert.rejects(request(ann.caller, user), { errorCode: "THING_OWNERSHIP_ALREADY_EXISTS", status: 409 });
});

test("the thing asks, the user confirms", async () => {
	const { ann, bob, user, thing, request, confirm, owners } = await createWorld();
	const code = await request(thing, user);
	await assert.rejects(confirm(thing, code), invalid);
	await assert.rejects(confirm(bob.caller, code), refused);
	await confirm(ann.caller, code);
	assert.deepEqual(await owners(), [`user:${user.id}`]);
});

test("for a group, its members ask and confirm as long as they are members", async () => {
	const { core, ann, bob, thing, request, confirm, owners } = await createWorld();
	await assert.rejects(request(bob.caller, group), refused);
	const byThing = await request(thing, group);
	await assert.rejects(confirm(bob.caller, byThing), refused);
	await confirm(thing, await request(ann.caller, group));
	assert.deepEqual(await owners(), ["group:g"]);
	await assert.rejects(confirm(ann.caller, byThing), { errorCode: "THING_OWNERSHIP_ALREADY_EXISTS" });
	await removeMember(core, appID, "g", ann.userID);
	await assert.rejects(confirm(ann.caller, byThing), refused);
});

test("the administrator asks for anybody and confirms any code", async () => {
	const { ann, bob, user, thing, admin, request, confirm, owners } = await createWorld();
	const code = await request(admin, user);
	await assert.rejects(confirm(ann.caller, code), refused);
	await assert.rejects(confirm(thing, code), invalid);
	await confirm(admin, code);
	await confirm(admin, await request(bob.caller, { type: "user", id: bob.userID }));
	await confirm(admin, await request(thing, group));
	assert.deepEqual(await owners(), [`user:${user.id}`, `user:${bob.userID}`, "group:g"]);
});

test("nobody asks for somebody else", async () => {
	const { core, bob, user, otherThing, thing, thingID, request } = await createWorld();
	for (const caller of [bob.caller, otherThing, anonymous]) await assert.rejects(request(caller, user), refused);
	await assert.rejects(request(thing, { type: "user", id: "none" }), { errorCode: "USER_NOT_FOUND" });
	await assert.rejects(request(thing, { type: "group", id: "none" }), { errorCode: "GROUP_NOT_FOUND" });
	await assert.rejects(requestOwnership(core, thing, "th.none", user), { errorCode: "THING_NOT_FOUND" });
	await assert.rejects(confirmOwnership(core, anonymous, thingID, "1"), refused);
});

test("a code is good for an hour, and until there is a new one", async () => {
	const { core, ann, user, thing, request, confirm, owners } = await createWorld();
	const first = await request(ann.caller, user);
	const second = await request(ann.caller, user);
	await assert.rejects(confirm(thing, first), invalid);
	await core.clock.advance(3_600_000);
	await assert.rejects(confirm(thing, second), { errorCode: "PIN_CODE_EXPIRED", status: 410 });
	await assert.rejects(confirm(thing, second), invalid);
	const third = await request(ann.caller, user);
	await core.clock.advance(3_599_999);
	await confirm(thing, third);
	assert.equal((await owners()).length, 1);
});

test("after ten wrong codes the right one is void; codes of the other side stay good", async () => {
	const { ann, user, thing, request, confirm, owners } = await createWorld();
	const code = await request(ann.caller, user);
	const ofThing = await request(thing, user);
	for (let times = 0; times < 9; times++) await assert.rejects(confirm(thing, "wrong"), invalid);
	const next = await request(ann.caller, group);
	await assert.rejects(confirm(thing, "wrong"), invalid);
	await assert.rejects(confirm(thing, code), invalid);
	await confirm(thing, next);
	await confirm(ann.caller, ofThing);
	assert.deepEqual(await owners(), ["group:g", `user:${user.id}`]);
});

test("of several that confirm one code at once, one does", async () => {
	const { ann, user, thing, request, confirm } = await createWorld();
	const code = await request(ann.caller, user);
	const done = await Promise.allSettled([confirm(thing, code), confirm(thing, code), confirm(thing, code)]);
	assert.deepEqual(done.map(({ status }) => status).sort(), ["fulfilled", "rejected", "rejected"]);
});

test("a code for one who is gone, or has become an owner otherwise, or of a thing that is gone", async () => {
	const { core, ann, user, thing, admin, thingID, request, confirm, owners } = await createWorld();
	const forGroup = await request(thing, group);
	await deleteGroup(core, appID, "g");
	await assert.rejects(confirm(admin, forGroup), { errorCode: "GROUP_NOT_FOUND", status: 404 });
	const code = await request(thing, user);
	await addOwner(core, appID, thingID, user);
	await assert.rejects(confirm(ann.caller, code), { errorCode: "THING_OWNERSHIP_ALREADY_EXISTS" });
	assert.equal((await owners()).length, 1);
	await request(thing, { type: "user", id: (await newOwner(core, "carol")).userID });
	const left = () => core.store.list(`app/${appID}/ownership-request`);
	assert.equal((await left()).length, 1);
	await forgetOwner(core, appID, { type: "thing", id: thingID });
	assert.deepEqual(await left(), []);
});
