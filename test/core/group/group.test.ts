import assert from "node:assert/strict";
import { test } from "node:test";
import { deleteGroup } from "../../../src/core/group/delete-group.ts";
import {
	addMember,
	changeGroupOwner,
	createGroup,
	getGroup,
	groupIDsOf,
	groupIDsOwnedBy,
	isMember,
	leaveAllGroups,
	membersOf,
	removeMember,
} from "../../../src/core/group/group.ts";
import { requestGroup } from "../../../src/core/group/group-request.ts";
import { addOwner, getThing, registerThing } from "../../../src/core/thing.ts";
import { userKey } from "../../../src/core/user.ts";
import { appID, callerOf, createTestCore, newOwner, type TestCore } from "../../helpers/core.ts";

async function createWorld() {
	const core = await createTestCore();
	return { core, ann: await newOwner(core, "ann"), bob: await newOwner(core, "bob") };
}

/** As the deletion of a user does it: first the record. */
async function deleteUser(core: TestCore, userID: string): Promise<void> {
	await core.store.commit([{ key: userKey(appID, userID), value: undefined }]);
	await leaveAllGroups(core, appID, userID);
}

test("whoever makes a group owns it and is a member; unknown members are named", async () => {
	const { core, ann, bob } = await createWorld();
	const { group, notFoundUsers } = await requestGroup(core, ann.caller, {
		name: "Sales",
		members: [bob.userID, "nobody", bob.userID],
	});
	assert.deepEqual(notFoundUsers, ["nobody"]);
	assert.equal(group.owner, ann.userID);
	assert.match(group.groupID, /^[a-z0-9]{1,30}$/);
	assert.deepEqual(await membersOf(core, appID, group.groupID), [ann.userID, bob.userID].sort());
	assert.deepEqual(await groupIDsOf(core, appID, bob.userID), [group.groupID]);
	assert.deepEqual(await groupIDsOwnedBy(core, appID, bob.userID), []);
	assert.deepEqual(await groupIDsOwnedBy(core, appID, ann.userID), [group.groupID]);
});

test("the administrator's group has no owner unless it is named; an owner must be a user", async () => {
	const { core, ann } = await createWorld();
	const admin = await callerOf(core, { kind: "admin" });
	const { group } = await requestGroup(core, admin, { name: "Nobody's" });
	assert.equal("owner" in (await getGroup(core, appID, group.groupID)), false);
	assert.deepEqual(await membersOf(core, appID, group.groupID), []);
	const named = await requestGroup(core, admin, { name: "Ann's", owner: ann.userID });
	assert.equal(await isMember(core, appID, named.group.groupID, ann.userID), true);
	await assert.rejects(requestGroup(core, admin, { name: "x", owner: "none" }), { errorCode: "USER_NOT_FOUND" });
	for (const groupID of ["", "A", "a b", "a".repeat(31)]) {
		await assert.rejects(requestGroup(core, admin, { name: "x", groupID }), { errorCode: "INVALID_INPUT_DATA" });
	}
	const thing = await callerOf(core, { kind: "thing", thingID: "th.1" });
	await assert.rejects(requestGroup(core, thing, { name: "x" }), { errorCode: "UNAUTHORIZED" });
});

test("one of several that make a group with the same ID at once gets it", async () => {
	const { core, ann, bob } = await createWorld();
	const made = await Promise.allSettled(
		[ann, bob, ann].map(({ caller }) => requestGroup(core, caller, { groupID: "g-1_.", name: "x" })),
	);
	assert.deepEqual(made.map(({ status }) => status).sort(), ["fulfilled", "rejected", "rejected"]);
	assert.equal((await membersOf(core, appID, "g-1_.")).length, 1);
	await assert.rejects(requestGroup(core, ann.caller, { groupID: "g-1_.", name: "y" }), {
		errorCode: "GROUP_ALREADY_EXISTS",
	});
});

test("members come and go; an owner that leaves stays the owner", async () => {
	const { core, ann, bob } = await createWorld();
	await createGroup(core, appID, { groupID: "g", name: "g", owner: ann.userID, members: [] });
	await addMember(core, appID, "g", bob.userID);
	await addMember(core, appID, "g", bob.userID);
	assert.equal((await membersOf(core, appID, "g")).length, 2);
	await removeMember(core, appID, "g", bob.userID);
	await assert.rejects(removeMember(core, appID, "g", bob.userID), { errorCode: "USER_NOT_FOUND", status: 404 });
	assert.deepEqual(await groupIDsOf(core, appID, bob.userID), []);
	await removeMember(core, appID, "g", ann.userID);
	assert.equal((await getGroup(core, appID, "g")).owner, ann.userID);
	await assert.rejects(addMember(core, appID, "none", bob.userID), { errorCode: "GROUP_NOT_FOUND" });
});

test("a new owner becomes a member, the old one stays one", async () => {
	const { core, ann, bob } = await createWorld();
	await createGroup(core, appID, { groupID: "g", name: "g", owner: ann.userID, members: [] });
	await changeGroupOwner(core, appID, "g", bob.userID);
	assert.equal((await getGroup(core, appID, "g")).owner, bob.userID);
	assert.deepEqual(await membersOf(core, appID, "g"), [ann.userID, bob.userID].sort());
	assert.deepEqual(await groupIDsOwnedBy(core, appID, ann.userID), []);
	assert.deepEqual(await groupIDsOwnedBy(core, appID, bob.userID), ["g"]);
});

test("a deleted group leaves no membership, and frees its things", async () => {
	const { core, ann, bob } = await createWorld();
	await createGroup(core, appID, { groupID: "g", name: "g", owner: ann.userID, members: [bob.userID] });
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v1", password: "pw", fields: {} });
	await addOwner(core, appID, thingID, { type: "group", id: "g" });
	await Promise.all([deleteGroup(core, appID, "g"), addMember(core, appID, "g", bob.userID).catch(() => {})]);
	await assert.rejects(getGroup(core, appID, "g"), { errorCode: "GROUP_NOT_FOUND" });
	await assert.rejects(deleteGroup(core, appID, "g"), { errorCode: "GROUP_NOT_FOUND" });
	for (const { userID } of [ann, bob]) {
		assert.deepEqual(await groupIDsOf(core, appID, userID), []);
		assert.deepEqual(await groupIDsOwnedBy(core, appID, userID), []);
	}
	assert.deepEqual((await getThing(core, appID, thingID)).owners, []);
	// Nothing of the old group shows up in a new one with its ID.
	await createGroup(core, appID, { groupID: "g", name: "g", members: [] });
	assert.deepEqual(await membersOf(core, appID, "g"), []);
});

test("a deleted user is a member of nothing, also of what it joins at that moment; its groups stay", async () => {
	const { core, ann, bob } = await createWorld();
	await createGroup(core, appID, { groupID: "g1", name: "g", owner: ann.userID, members: [bob.userID] });
	await createGroup(core, appID, { groupID: "g2", name: "g", owner: bob.userID, members: [] });
	await deleteUser(core, ann.userID);
	assert.deepEqual(await membersOf(core, appID, "g1"), [bob.userID]);
	assert.equal((await getGroup(core, appID, "g1")).owner, ann.userID);
	await addMember(core, appID, "g2", ann.userID);
	await changeGroupOwner(core, appID, "g2", ann.userID);
	await createGroup(core, appID, { groupID: "g3", name: "g", owner: bob.userID, members: [ann.userID] });
	assert.deepEqual(await groupIDsOf(core, appID, ann.userID), []);
	assert.deepEqual(await membersOf(core, appID, "g3"), [bob.userID]);
});
