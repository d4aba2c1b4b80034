import assert from "node:assert/strict";
import { test } from "node:test";
import { grant } from "../../../src/core/access/acl-entries.ts";
import { appScope, type ObjectScope } from "../../../src/core/access/object-scope.ts";
import { addMember } from "../../../src/core/group/group.ts";
import type { Caller } from "../../../src/core/principal.ts";
import { topicSubscribers } from "../../../src/core/push/subscriber-folder.ts";
import { createTopic, deleteTopic, getTopic, requireTopic, topicResource } from "../../../src/core/push/topic.ts";
import { listTopics } from "../../../src/core/push/topic-list.ts";
import { subscribeToTopic } from "../../../src/core/push/topic-subscription.ts";
import { anonymous, appID, createTestCore } from "../../helpers/core.ts";
import { createMembers, newThing } from "../../helpers/members.ts";

const unauthorized = { errorCode: "UNAUTHORIZED", status: 401 };

test("who may make a topic depends on its scope", async () => {
	const core = await createTestCore();
	const { owner, member, stranger, thing, thingCaller, admin, group } = await createMembers(core);
	const inGroup: ObjectScope = { type: "group", id: group.groupID };
	const ofUser: ObjectScope = { type: "user", id: owner.userID };
	const ofThing: ObjectScope = { type: "thing", id: thing.thingID };
	const everybody = [owner.caller, member.caller, stranger.caller, thingCaller, admin, anonymous];
	const allowed: readonly [ObjectScope, readonly Caller[]][] = [
		[appScope, [admin]],
		[inGroup, [owner.caller, member.caller, admin]],
		[ofUser, [owner.caller, admin]],
		[ofThing, [owner.caller, thingCaller, admin]],
	];
	for (const [scope, callers] of allowed) {
		for (const [index, caller] of everybody.entries()) {
			const making = createTopic(core, caller, { scope, topicID: `t${index}` });
			if (callers.includes(caller)) await making;
			else await assert.rejects(making, unauthorized);
		}
	}
});

test("a thing that belongs to a group lets its members make topics", async () => {
	const core = await createTestCore();
	const { member, stranger, group } = await createMembers(core);
	const { thing } = await newThing(core, "vid-2", { type: "group", id: group.groupID });
	const scope: ObjectScope = { type: "thing", id: thing.thingID };
	await createTopic(core, member.caller, { scope, topicID: "t1" });
	await assert.rejects(createTopic(core, stranger.caller, { scope, topicID: "t2" }), unauthorized);
	await addMember(core, appID, group.groupID, stranger.userID);
	await createTopic(core, stranger.caller, { scope, topicID: "t2" });
});

test("a topic is there once, with a name of letters, digits, - and _", async () => {
	const core = await createTestCore();
	const { owner } = await createMembers(core);
	const scope: ObjectScope = { type: "user", id: owner.userID };
	const address = { scope, topicID: "My_topic-1" };
	const made = await Promise.allSettled(Array.from({ length: 5 }, () => createTopic(core, owner.caller, address)));
	assert.equal(made.filter(({ status }) => status === "fulfilled").length, 1);
	await assert.rejects(createTopic(core, owner.caller, address), {
		errorCode: "TOPIC_ALREADY_EXISTS",
		status: 409,
		context: { topicID: "My_topic-1", objectScope: { appID, userID: owner.userID, type: "APP_AND_USER" } },
	});
	await createTopic(core, owner.caller, { scope, topicID: "a".repeat(64) });
	for (const topicID of ["", "a b", "ä", "a/b", "..", "a".repeat(65)]) {
		await assert.rejects(createTopic(core, owner.caller, { scope, topicID }), { errorCode: "INVALID_INPUT_DATA" });
	}
});

test("anybody with a token sees whether a topic is there", async () => {
	const core = await createTestCore();
	const { owner, stranger, thingCaller, admin } = await createMembers(core);
	const address = { scope: { type: "user", id: owner.userID }, topicID: "t1" } as const;
	await assert.rejects(requireTopic(core, stranger.caller, address), {
		errorCode: "TOPIC_NOT_FOUND",
		context: { topicID: "t1", objectScope: { appID, userID: owner.userID, type: "APP_AND_USER" } },
	});
	await createTopic(core, owner.caller, address);
	for (const caller of [owner.caller, stranger.caller, thingCaller, admin]) await requireTopic(core, caller, address);
	await assert.rejects(requireTopic(core, anonymous, address), unauthorized);
});

test("its creator, the owner of its scope and the administrator delete a topic, nobody else", async () => {
	const core = await createTestCore();
	const { owner, member, stranger, admin, group } = await createMembers(core);
	await addMember(core, appID, group.groupID, stranger.userID);
	const address = { scope: { type: "group", id: group.groupID }, topicID: "t1" } as const;
	for (const caller of [owner.caller, member.caller, admin]) {
		await createTopic(core, member.caller, address);
		await assert.rejects(deleteTopic(core, stranger.caller, address), unauthorized);
		await assert.rejects(deleteTopic(core, anonymous, address), unauthorized);
		await deleteTopic(core, caller, address);
		await assert.rejects(deleteTopic(core, caller, address), { errorCode: "TOPIC_NOT_FOUND" });
	}
});

test("a topic made again has neither the ACL nor the subscribers of the one before", async () => {
	const core = await createTestCore();
	const { owner, stranger } = await createMembers(core);
	const address = { scope: { type: "user", id: owner.userID }, topicID: "t1" } as const;
	await createTopic(core, owner.caller, address);
	const resource = topicResource(address, await getTopic(core, appID, address));
	await grant(core, owner.caller, resource, "SUBSCRIBE_TO_TOPIC", `UserID:${stranger.userID}`);
	await subscribeToTopic(core, stranger.caller, address, { kind: "users" });
	await deleteTopic(core, owner.caller, address);
	await createTopic(core, owner.caller, address);
	assert.deepEqual(await core.store.list(topicSubscribers(appID, address)), []);
	await assert.rejects(subscribeToTopic(core, stranger.caller, address, { kind: "users" }), unauthorized);
});

test("a list has the topics that its reader may subscribe to", async () => {
	const core = await createTestCore();
	const { owner, stranger, thingCaller, admin } = await createMembers(core);
	const scope: ObjectScope = { type: "user", id: owner.userID };
	for (const topicID of ["c", "a", "b"]) await createTopic(core, owner.caller, { scope, topicID });
	const all = { topics: [{ topicID: "a" }, { topicID: "b" }, { topicID: "c" }] };
	assert.deepEqual(await listTopics(core, owner.caller, scope, {}), all);
	assert.deepEqual(await listTopics(core, admin, scope, {}), all);
	assert.deepEqual(await listTopics(core, stranger.caller, scope, {}), { topics: [] });
	const address = { scope, topicID: "b" };
	const resource = topicResource(address, await getTopic(core, appID, address));
	await grant(core, owner.caller, resource, "SUBSCRIBE_TO_TOPIC", "UserID:ANY_AUTHENTICATED_USER");
	for (const caller of [stranger.caller, thingCaller]) {
		assert.deepEqual(await listTopics(core, caller, scope, {}), { topics: [{ topicID: "b" }] });
	}
	await assert.rejects(listTopics(core, anonymous, scope, {}), unauthorized);
});

test("a long list comes in pages, each topic once", async () => {
	const core = await createTestCore();
	const { admin } = await createMembers(core);
	const made = Array.from({ length: 450 }, (_, index) => `topic-${index}`);
	for (const topicID of made) await createTopic(core, admin, { scope: appScope, topicID });
	const read: string[] = [];
	let paginationKey: string | undefined;
	const sizes: number[] = [];
	do {
		const request = paginationKey === undefined ? {} : { paginationKey, bestEffortLimit: "150" };
		const page = await listTopics(core, admin, appScope, request);
		sizes.push(page.topics.length);
		read.push(...page.topics.map(({ topicID }) => topicID));
		paginationKey = page.paginationKey;
	} while (paginationKey !== undefined);
	assert.deepEqual(sizes, [100, 150, 150, 50]);
	assert.deepEqual(read, [...made].sort());
	const exact = await listTopics(core, admin, appScope, { paginationKey: btoa("topic-89"), bestEffortLimit: "11" });
	assert.equal(exact.topics.length, 11);
	assert.equal(exact.paginationKey, undefined);
	for (const key of ["%", "ä", btoa("a/../b"), "="]) {
		await assert.rejects(listTopics(core, admin, appScope, { paginationKey: key }), {
			errorCode: "INVALID_INPUT_DATA",
		});
	}
});
