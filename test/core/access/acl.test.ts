import assert from "node:assert/strict";
import { test } from "node:test";
import { type AclResource, allows, deleteAcl } from "../../../src/core/access/acl.ts";
import { getAcl, grant, requireEntry, revoke } from "../../../src/core/access/acl-entries.ts";
import { appScope } from "../../../src/core/access/object-scope.ts";
import { anonymousUser, anyAuthenticatedUser, type Subject } from "../../../src/core/access/subject.ts";
import { changeGroupOwner, removeMember } from "../../../src/core/group/group.ts";
import type { Caller } from "../../../src/core/principal.ts";
import { anonymous, appID, createTestCore } from "../../helpers/core.ts";
import { createMembers, newThing } from "../../helpers/members.ts";

const nobody: Caller = { appID, principal: { kind: "none" }, reachedHost: "localhost" };
const appBucket: AclResource = { kind: "bucket", scope: appScope, ids: ["b1"] };

test("the default ACLs are those of the guides and live tests, in their order", async () => {
	const core = await createTestCore();
	const { owner, member, thing, admin, group } = await createMembers(core);
	const user: Subject = `UserID:${owner.userID}`;
	const creator: Subject = `UserID:${member.userID}`;
	const both = [user, creator].sort();
	const groupID: Subject = `GroupID:${group.groupID}`;
	const inGroup = { type: "group", id: group.groupID } as const;
	const ofUser = { type: "user", id: owner.userID } as const;
	const ofThing = { type: "thing", id: thing.thingID } as const;
	const anybody = [anyAuthenticatedUser, anonymousUser];
	const cases: readonly [AclResource, Record<string, Subject[]>][] = [
		[{ kind: "scope", scope: appScope, ids: [] }, { CREATE_NEW_BUCKET: [anyAuthenticatedUser] }],
		[
			{ kind: "scope", scope: inGroup, ids: [] },
			{ CREATE_NEW_BUCKET: [groupID, user], CREATE_NEW_TOPIC: [groupID, user] },
		],
		[
			{ kind: "scope", scope: ofThing, ids: [] },
			{
				CREATE_NEW_BUCKET: [`ThingID:${thing.thingID}`, user],
				CREATE_NEW_TOPIC: [`ThingID:${thing.thingID}`, user],
			},
		],
		[
			appBucket,
			{
				QUERY_OBJECTS_IN_BUCKET: anybody,
				READ_OBJECTS_IN_BUCKET: anybody,
				CREATE_OBJECTS_IN_BUCKET: [anyAuthenticatedUser],
				DROP_BUCKET_WITH_ALL_CONTENT: [anyAuthenticatedUser],
			},
		],
		[
			{ kind: "bucket", scope: inGroup, ids: ["b1"], creator },
			{
				QUERY_OBJECTS_IN_BUCKET: [groupID, ...both],
				READ_OBJECTS_IN_BUCKET: [groupID, ...both],
				CREATE_OBJECTS_IN_BUCKET: [groupID, ...both],
				DROP_BUCKET_WITH_ALL_CONTENT: both,
			},
		],
		[
			{ kind: "object", scope: appScope, ids: ["b1", "o1"], creator },
			{ READ_EXISTING_OBJECT: anybody, WRITE_EXISTING_OBJECT: [anyAuthenticatedUser] },
		],
		[
			{ kind: "object", scope: ofUser, ids: ["b1", "o1"], creator },
			{ READ_EXISTING_OBJECT: both, WRITE_EXISTING_OBJECT: both },
		],
		[{ kind: "topic", scope: appScope, ids: ["t1"] }, { SUBSCRIBE_TO_TOPIC: [anyAuthenticatedUser] }],
		[
			{ kind: "topic", scope: appScope, ids: ["t1"], creator },
			{ SUBSCRIBE_TO_TOPIC: [anyAuthenticatedUser, creator], SEND_MESSAGE_TO_TOPIC: [creator] },
		],
	];
	for (const [resource, acl] of cases) assert.deepEqual(await getAcl(core, admin, resource), acl);
});

test("ANY_AUTHENTICATED_USER is who has a token of its own, ANONYMOUS_USER everybody", async () => {
	const core = await createTestCore();
	const { owner, stranger, thingCaller } = await createMembers(core);
	const resource: AclResource = { kind: "bucket", scope: { type: "user", id: owner.userID }, ids: ["b1"] };
	const may = async (caller: Caller) => allows(core, caller, resource, "READ_OBJECTS_IN_BUCKET");
	const others = [stranger.caller, thingCaller, anonymous, nobody];
	for (const caller of others) assert.equal(await may(caller), false);
	await grant(core, owner.caller, resource, "READ_OBJECTS_IN_BUCKET", anyAuthenticatedUser);
	assert.deepEqual(await Promise.all(others.map(may)), [true, true, false, false]);
	await revoke(core, owner.caller, resource, "READ_OBJECTS_IN_BUCKET", anyAuthenticatedUser);
	await grant(core, owner.caller, resource, "READ_OBJECTS_IN_BUCKET", anonymousUser);
	assert.deepEqual(await Promise.all(others.map(may)), [true, true, true, true]);
});

test("entries are for users, things and the members that a group has at the time", async () => {
	const core = await createTestCore();
	const { owner, member, stranger, group } = await createMembers(core);
	const { thing, caller } = await newThing(core, "vid-2");
	const resource: AclResource = { kind: "bucket", scope: { type: "user", id: owner.userID }, ids: ["b1"] };
	const may = (by: Caller) => allows(core, by, resource, "QUERY_OBJECTS_IN_BUCKET");
	for (const subject of [`GroupID:${group.groupID}`, `ThingID:${thing.thingID}`] as const) {
		await grant(core, owner.caller, resource, "QUERY_OBJECTS_IN_BUCKET", subject);
		await assert.rejects(grant(core, owner.caller, resource, "QUERY_OBJECTS_IN_BUCKET", subject), {
			errorCode: "ACL_ALREADY_EXISTS",
			status: 409,
		});
	}
	assert.deepEqual(await Promise.all([member.caller, caller, stranger.caller].map(may)), [true, true, false]);
	await removeMember(core, appID, group.groupID, member.userID);
	assert.equal(await may(member.caller), false);
});

test("subjects that are not there: refused to add, not found to take away (live test)", async () => {
	const core = await createTestCore();
	const { admin, group } = await createMembers(core);
	const verb = "QUERY_OBJECTS_IN_BUCKET";
	const unknown = {
		"UserID:none": "USER_NOT_FOUND",
		// An ACL has IDs only: another way to name a user would never match a caller.
		"UserID:LOGIN_NAME:owner": "USER_NOT_FOUND",
		"GroupID:none": "GROUP_NOT_FOUND",
		"ThingID:none": "THING_NOT_FOUND",
	} as const;
	for (const [text, errorCode] of Object.entries(unknown)) {
		const subject = text as keyof typeof unknown;
		await assert.rejects(grant(core, admin, appBucket, verb, subject), { errorCode });
		await assert.rejects(requireEntry(core, admin, appBucket, verb, subject), { errorCode });
		await assert.rejects(revoke(core, admin, appBucket, verb, subject), { errorCode: "ACL_NOT_FOUND", status: 404 });
	}
	await assert.rejects(requireEntry(core, admin, appBucket, verb, `GroupID:${group.groupID}`), {
		errorCode: "ACL_NOT_FOUND",
	});
	await requireEntry(core, admin, appBucket, verb, anonymousUser);
});

test("the creator's own entry stays, others of the defaults can go and come back", async () => {
	const core = await createTestCore();
	const { owner, admin } = await createMembers(core);
	const creator: Subject = `UserID:${owner.userID}`;
	const ofUser: AclResource = {
		kind: "bucket",
		scope: { type: "user", id: owner.userID },
		ids: ["b1"],
		creator,
	};
	await assert.rejects(revoke(core, owner.caller, ofUser, "QUERY_OBJECTS_IN_BUCKET", creator), {
		errorCode: "OPERATION_NOT_ALLOWED",
		status: 409,
	});
	const verb = "CREATE_OBJECTS_IN_BUCKET";
	await revoke(core, admin, appBucket, verb, anyAuthenticatedUser);
	assert.equal(await allows(core, owner.caller, appBucket, verb), false);
	assert.equal((await getAcl(core, admin, appBucket))[verb], undefined);
	await assert.rejects(revoke(core, admin, appBucket, verb, anyAuthenticatedUser), { errorCode: "ACL_NOT_FOUND" });
	await grant(core, admin, appBucket, verb, anyAuthenticatedUser);
	assert.equal(await allows(core, owner.caller, appBucket, verb), true);
	// In the app scope the creator has no entry of its own; one that was added can be taken away.
	const made: AclResource = { ...appBucket, creator };
	await grant(core, admin, made, verb, creator);
	await revoke(core, admin, made, verb, creator);
});

test("an entry that was added and is a default by now is listed once, and goes at once", async () => {
	const core = await createTestCore();
	const { member, admin, group } = await createMembers(core);
	const scope: AclResource = { kind: "scope", scope: { type: "group", id: group.groupID }, ids: [] };
	const subject: Subject = `UserID:${member.userID}`;
	await grant(core, admin, scope, "CREATE_NEW_TOPIC", subject);
	await changeGroupOwner(core, appID, group.groupID, member.userID);
	assert.deepEqual((await getAcl(core, admin, scope)).CREATE_NEW_TOPIC, [`GroupID:${group.groupID}`, subject]);
	await revoke(core, admin, scope, "CREATE_NEW_TOPIC", subject);
	assert.deepEqual((await getAcl(core, admin, scope)).CREATE_NEW_TOPIC, [`GroupID:${group.groupID}`]);
});

test("who may see and change an ACL", async () => {
	const core = await createTestCore();
	const { owner, member, stranger, thing, thingCaller, admin, group } = await createMembers(core);
	const creator: Subject = `UserID:${stranger.userID}`;
	const inGroup = { type: "group", id: group.groupID } as const;
	const ofThing = { type: "thing", id: thing.thingID } as const;
	const cases: readonly [AclResource, readonly Caller[]][] = [
		[{ kind: "scope", scope: appScope, ids: [] }, []],
		[{ ...appBucket, creator }, []],
		[{ kind: "object", scope: appScope, ids: ["b1", "o1"], creator }, [stranger.caller]],
		[{ kind: "scope", scope: inGroup, ids: [] }, [owner.caller]],
		[{ kind: "bucket", scope: inGroup, ids: ["b1"], creator }, [owner.caller]],
		[{ kind: "topic", scope: inGroup, ids: ["t1"], creator }, [owner.caller, stranger.caller]],
		[{ kind: "scope", scope: ofThing, ids: [] }, [owner.caller, thingCaller]],
	];
	const everybody = [owner.caller, member.caller, stranger.caller, thingCaller, admin, anonymous, nobody];
	const error = { errorCode: "UNAUTHORIZED", status: 401 };
	for (const [resource, managers] of cases) {
		const verb = resource.kind === "scope" ? "CREATE_NEW_BUCKET" : "SUBSCRIBE_TO_TOPIC";
		for (const caller of everybody) {
			if (caller === admin || managers.includes(caller)) {
				await getAcl(core, caller, resource);
				continue;
			}
			await assert.rejects(getAcl(core, caller, resource), error);
			await assert.rejects(grant(core, caller, resource, verb, anyAuthenticatedUser), error);
			await assert.rejects(revoke(core, caller, resource, verb, anyAuthenticatedUser), error);
			await assert.rejects(requireEntry(core, caller, resource, verb, anyAuthenticatedUser), error);
		}
	}
});

test("changes made at the same time are all kept; a deleted ACL is the default again", async () => {
	const core = await createTestCore();
	const { admin } = await createMembers(core);
	const things = [];
	for (let index = 0; index < 10; index++) things.push((await newThing(core, `many-${index}`)).thing);
	const subjects = things.map(({ thingID }): Subject => `ThingID:${thingID}`).sort();
	const verb = "CREATE_OBJECTS_IN_BUCKET";
	await Promise.all(subjects.map((subject) => grant(core, admin, appBucket, verb, subject)));
	assert.deepEqual((await getAcl(core, admin, appBucket))[verb], [...subjects, anyAuthenticatedUser]);
	await deleteAcl(core, appID, appBucket);
	assert.deepEqual((await getAcl(core, admin, appBucket))[verb], [anyAuthenticatedUser]);
});
