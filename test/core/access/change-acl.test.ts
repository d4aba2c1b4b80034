import assert from "node:assert/strict";
import { test } from "node:test";
import { addAclEntry, removeAclEntry } from "../../../src/core/access/change-acl.ts";
import { appScope } from "../../../src/core/access/object-scope.ts";
import { showAcl, showEntry, showVerb } from "../../../src/core/access/read-acl.ts";
import { ensureBucket, findBucket } from "../../../src/core/data/bucket.ts";
import { requireBucket } from "../../../src/core/data/bucket-info.ts";
import { type KiiObject, objectKey } from "../../../src/core/data/object-record.ts";
import { deleteGroup } from "../../../src/core/group/delete-group.ts";
import { createGroup } from "../../../src/core/group/group.ts";
import { createTopic, deleteTopic } from "../../../src/core/push/topic.ts";
import { anonymous, appID, createTestCore } from "../../helpers/core.ts";
import { createMembers } from "../../helpers/members.ts";

const anybody = "UserID:ANY_AUTHENTICATED_USER";
const create = { verb: "CREATE_OBJECTS_IN_BUCKET", subject: anybody };

test("the first entry makes the bucket, if its writer may make it and change its ACL (live test)", async () => {
	const core = await createTestCore();
	const { owner, stranger, group, member } = await createMembers(core);
	const scope = { type: "user", id: owner.userID } as const;
	const path = { scope, bucketID: "notes" };
	const refused = { errorCode: "UNAUTHORIZED" };
	for (const caller of [stranger.caller, anonymous])
		await assert.rejects(addAclEntry(core, caller, path, create), refused);
	// Anybody may make a bucket of the app, a member one of the group; only others may change their ACLs.
	await assert.rejects(addAclEntry(core, owner.caller, { scope: appScope, bucketID: "notes" }, create), refused);
	const inGroup = { scope: { type: "group", id: group.groupID }, bucketID: "notes" } as const;
	await assert.rejects(addAclEntry(core, member.caller, inGroup, create), refused);
	for (const [entry, errorCode] of [
		[{ ...create, verb: "SUBSCRIBE_TO_TOPIC" }, "INVALID_INPUT_DATA"],
		[{ ...create, subject: "UserID:none" }, "USER_NOT_FOUND"],
		[{ ...create, subject: "everybody" }, "INVALID_INPUT_DATA"],
	] as const) {
		await assert.rejects(addAclEntry(core, owner.caller, path, entry), { errorCode });
	}
	for (const address of [path, inGroup, { scope: appScope, bucketID: "notes" }]) {
		assert.equal(await findBucket(core, appID, address), undefined);
	}
	await addAclEntry(core, owner.caller, path, create);
	assert.equal((await findBucket(core, appID, path))?.creator, `UserID:${owner.userID}`);
	assert.deepEqual(await showVerb(core, owner.caller, path, create.verb), [
		{ userID: "ANY_AUTHENTICATED_USER" },
		{ userID: owner.userID },
	]);
});

test("where there is nothing, there is no ACL to see or to take from", async () => {
	const core = await createTestCore();
	const { owner, admin } = await createMembers(core);
	const scope = { type: "user", id: owner.userID } as const;
	const cases = [
		[{ scope, bucketID: "notes" }, create, "BUCKET_NOT_FOUND"],
		[
			{ scope, bucketID: "notes", objectID: "o1" },
			{ verb: "READ_EXISTING_OBJECT", subject: anybody },
			"BUCKET_NOT_FOUND",
		],
		[{ scope, topicID: "t1" }, { verb: "SUBSCRIBE_TO_TOPIC", subject: anybody }, "TOPIC_NOT_FOUND"],
	] as const;
	for (const [path, entry, errorCode] of cases) {
		for (const caller of [owner.caller, admin]) {
			await assert.rejects(showAcl(core, caller, path), { errorCode });
			await assert.rejects(showVerb(core, caller, path, entry.verb), { errorCode });
			await assert.rejects(showEntry(core, caller, path, entry), { errorCode });
			await assert.rejects(removeAclEntry(core, caller, path, entry), { errorCode });
			if ("bucketID" in path && !("objectID" in path)) continue;
			await assert.rejects(addAclEntry(core, caller, path, entry), { errorCode });
		}
		await assert.rejects(showAcl(core, anonymous, path), { errorCode: "UNAUTHORIZED" });
	}
	await ensureBucket(core, owner.caller, { scope, bucketID: "notes" });
	await assert.rejects(showAcl(core, owner.caller, { scope, bucketID: "notes", objectID: "o1" }), {
		errorCode: "OBJECT_NOT_FOUND",
	});
});

test("an object's ACL is its creator's", async () => {
	const core = await createTestCore();
	const { owner, stranger } = await createMembers(core);
	const address = { scope: appScope, bucketID: "notes" };
	const path = { ...address, objectID: "o1" };
	await ensureBucket(core, owner.caller, address);
	const object: KiiObject = {
		objectID: "o1",
		dataType: "application/json",
		version: 1,
		creator: `UserID:${owner.userID}`,
		createdAt: 1,
		modifiedAt: 1,
		fields: {},
	};
	await core.store.commit([{ key: objectKey(appID, address, "o1"), value: object }]);
	const entry = { verb: "WRITE_EXISTING_OBJECT", subject: anybody };
	await assert.rejects(removeAclEntry(core, stranger.caller, path, entry), { errorCode: "UNAUTHORIZED" });
	await removeAclEntry(core, owner.caller, path, entry);
	await addAclEntry(core, owner.caller, path, { ...entry, subject: `userid:${owner.userID}` });
	assert.deepEqual(await showAcl(core, owner.caller, path), {
		READ_EXISTING_OBJECT: [{ userID: "ANY_AUTHENTICATED_USER" }, { userID: "ANONYMOUS_USER" }],
		WRITE_EXISTING_OBJECT: [{ userID: owner.userID }],
	});
});

test("a topic has no entry for ANONYMOUS_USER, and none of one that was deleted meanwhile", async () => {
	const core = await createTestCore();
	const { owner } = await createMembers(core);
	const scope = { type: "user", id: owner.userID } as const;
	const path = { scope, topicID: "t1" };
	const entry = { verb: "SUBSCRIBE_TO_TOPIC", subject: anybody };
	for (let round = 0; round < 40; round++) {
		await createTopic(core, owner.caller, path);
		const deleting = (async () => {
			for (let step = 0; step < round; step++) await Promise.resolve();
			await deleteTopic(core, owner.caller, path);
		})();
		await Promise.allSettled([deleting, addAclEntry(core, owner.caller, path, entry)]);
		await createTopic(core, owner.caller, path);
		assert.deepEqual(await showVerb(core, owner.caller, path, entry.verb), [{ userID: owner.userID }]);
		await deleteTopic(core, owner.caller, path);
	}
	await createTopic(core, owner.caller, path);
	await assert.rejects(addAclEntry(core, owner.caller, path, { ...entry, subject: "UserID:ANONYMOUS_USER" }), {
		errorCode: "INVALID_INPUT_DATA",
	});
	assert.deepEqual(await showEntry(core, owner.caller, path, { ...entry, subject: `UserID:${owner.userID}` }), {
		userID: owner.userID,
	});
});

test("what a deleted group was granted is not for a later group of the same ID", async () => {
	const core = await createTestCore();
	const { owner, stranger, member } = await createMembers(core);
	const path = { scope: { type: "user", id: owner.userID }, bucketID: "notes" } as const;
	const entry = { verb: "QUERY_OBJECTS_IN_BUCKET", subject: "GroupID:friends" };
	const readers = async () => showVerb(core, owner.caller, path, entry.verb);
	const make = (userID: string) =>
		createGroup(core, appID, { groupID: "friends", name: "friends", owner: userID, members: [] });
	await make(member.userID);
	await addAclEntry(core, owner.caller, path, entry);
	const withGroup = [{ groupID: "friends" }, { userID: owner.userID }];
	assert.deepEqual(await readers(), withGroup);
	await deleteGroup(core, appID, "friends");
	await make(stranger.userID);
	assert.deepEqual(await readers(), [{ userID: owner.userID }]);
	await assert.rejects(requireBucket(core, stranger.caller, path), { errorCode: "UNAUTHORIZED" });
	await assert.rejects(removeAclEntry(core, owner.caller, path, entry), { errorCode: "ACL_NOT_FOUND" });
	await addAclEntry(core, owner.caller, path, entry);
	assert.deepEqual(await readers(), withGroup);
	await requireBucket(core, stranger.caller, path);
});
