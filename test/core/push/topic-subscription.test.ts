import assert from "node:assert/strict";
import { test } from "node:test";
import { grant, revoke } from "../../../src/core/access/acl-entries.ts";
import { appScope } from "../../../src/core/access/object-scope.ts";
import { forgetOwner } from "../../../src/core/forget-owner.ts";
import { otherRequests } from "../../../src/core/other-requests.ts";
import { topicSubscribers } from "../../../src/core/push/subscriber-folder.ts";
import { addSubscription } from "../../../src/core/push/subscription.ts";
import { createTopic, deleteTopic, getTopic, topicResource } from "../../../src/core/push/topic.ts";
import { listTopics } from "../../../src/core/push/topic-list.ts";
import {
	requireTopicSubscription,
	subscribeToTopic,
	unsubscribeFromTopic,
} from "../../../src/core/push/topic-subscription.ts";
import { recordKey } from "../../../src/core/records.ts";
import type { TypedID } from "../../../src/core/typed-id.ts";
import { anonymous, appID, createTestCore, type TestCore } from "../../helpers/core.ts";
import { createMembers, newThing } from "../../helpers/members.ts";

const unauthorized = { errorCode: "UNAUTHORIZED", status: 401 };
const notSubscribed = { errorCode: "PUSH_SUBSCRIPTION_NOT_FOUND", status: 404 };
const news = { scope: appScope, topicID: "news" };

async function subscribersOf(core: TestCore, address: typeof news): Promise<TypedID[]> {
	return (await core.store.list<TypedID>(topicSubscribers(appID, address))).map(({ value }) => value);
}

test("users and things subscribe, once each, and unsubscribe", async () => {
	const core = await createTestCore();
	const { owner, thing, thingCaller, admin } = await createMembers(core);
	await createTopic(core, admin, news);
	const ofUser = { kind: "users", id: owner.userID } as const;
	await assert.rejects(requireTopicSubscription(core, owner.caller, news, ofUser), notSubscribed);
	await subscribeToTopic(core, owner.caller, news, ofUser);
	await requireTopicSubscription(core, owner.caller, news, ofUser);
	await assert.rejects(subscribeToTopic(core, owner.caller, news, { kind: "users" }), {
		errorCode: "PUSH_SUBSCRIPTION_ALREADY_EXISTS",
		status: 409,
		context: { topicID: "news", objectScope: { appID, type: "APP" }, subject: `UserID:${owner.userID}` },
	});
	await subscribeToTopic(core, thingCaller, news, { kind: "things" });
	assert.deepEqual(await subscribersOf(core, news), [
		{ type: "thing", id: thing.thingID },
		{ type: "user", id: owner.userID },
	]);
	await unsubscribeFromTopic(core, owner.caller, news, ofUser);
	await assert.rejects(unsubscribeFromTopic(core, owner.caller, news, ofUser), {
		...notSubscribed,
		context: { topicID: "news", objectScope: { appID, type: "APP" }, subject: `UserID:${owner.userID}` },
	});
	assert.deepEqual(await subscribersOf(core, news), [{ type: "thing", id: thing.thingID }]);
	await subscribeToTopic(core, owner.caller, news, ofUser);
});

test("of many attempts at the same time one subscribes and one unsubscribes", async () => {
	const core = await createTestCore();
	const { owner, admin } = await createMembers(core);
	await createTopic(core, admin, news);
	for (const attempt of [subscribeToTopic, unsubscribeFromTopic]) {
		const done = await Promise.allSettled(
			Array.from({ length: 5 }, () => attempt(core, owner.caller, news, { kind: "users", id: "me" })),
		);
		assert.equal(done.filter(({ status }) => status === "fulfilled").length, 1);
	}
	assert.deepEqual(await subscribersOf(core, news), []);
});

test("everybody speaks for itself, an owner for its thing, the administrator for all", async () => {
	const core = await createTestCore();
	const { owner, member, stranger, thing, thingCaller, admin, group } = await createMembers(core);
	await createTopic(core, admin, news);
	const user = { kind: "users", id: "LOGIN_NAME:member" } as const;
	const ownThing = { kind: "things", id: "VENDOR_THING_ID:vid-1" } as const;
	for (const call of [subscribeToTopic, requireTopicSubscription, unsubscribeFromTopic]) {
		for (const caller of [owner.caller, stranger.caller, thingCaller, anonymous]) {
			await assert.rejects(call(core, caller, news, user), unauthorized);
		}
		for (const caller of [member.caller, stranger.caller, anonymous]) {
			await assert.rejects(call(core, caller, news, ownThing), unauthorized);
		}
	}
	for (const caller of [member.caller, admin]) {
		await subscribeToTopic(core, caller, news, user);
		await unsubscribeFromTopic(core, caller, news, user);
	}
	for (const caller of [owner.caller, thingCaller, admin]) {
		await subscribeToTopic(core, caller, news, ownThing);
		await unsubscribeFromTopic(core, caller, news, { kind: "things", id: thing.thingID });
	}
	await newThing(core, "vid-2", { type: "group", id: group.groupID });
	await subscribeToTopic(core, member.caller, news, { kind: "things", id: "VENDOR_THING_ID:vid-2" });
	await assert.rejects(subscribeToTopic(core, admin, news, { kind: "users" }), unauthorized);
	await assert.rejects(subscribeToTopic(core, owner.caller, news, { kind: "things" }), unauthorized);
	await assert.rejects(subscribeToTopic(core, thingCaller, news, { kind: "users" }), unauthorized);
	await assert.rejects(subscribeToTopic(core, admin, news, { kind: "users", id: "none" }), {
		errorCode: "USER_NOT_FOUND",
	});
	await assert.rejects(subscribeToTopic(core, admin, news, { kind: "things", id: "none" }), {
		errorCode: "THING_NOT_FOUND",
	});
});

test("the right SUBSCRIBE_TO_TOPIC is needed to subscribe, not to stay or to leave", async () => {
	const core = await createTestCore();
	const { owner, stranger } = await createMembers(core);
	const address = { scope: { type: "user", id: owner.userID }, topicID: "t1" } as const;
	const path = { kind: "users", id: "me" } as const;
	await createTopic(core, owner.caller, address);
	const resource = topicResource(address, await getTopic(core, appID, address));
	await assert.rejects(subscribeToTopic(core, stranger.caller, address, path), unauthorized);
	await grant(core, owner.caller, resource, "SUBSCRIBE_TO_TOPIC", `UserID:${stranger.userID}`);
	await subscribeToTopic(core, stranger.caller, address, path);
	await revoke(core, owner.caller, resource, "SUBSCRIBE_TO_TOPIC", `UserID:${stranger.userID}`);
	await requireTopicSubscription(core, stranger.caller, address, path);
	await unsubscribeFromTopic(core, stranger.caller, address, path);
	await assert.rejects(subscribeToTopic(core, stranger.caller, address, path), unauthorized);
});

test("there is no subscription to a topic that is not there", async () => {
	const core = await createTestCore();
	const { owner } = await createMembers(core);
	for (const call of [subscribeToTopic, requireTopicSubscription, unsubscribeFromTopic]) {
		await assert.rejects(call(core, owner.caller, news, { kind: "users", id: "me" }), {
			errorCode: "TOPIC_NOT_FOUND",
			context: { topicID: "news", objectScope: { appID, type: "APP" } },
		});
		await assert.rejects(call(core, anonymous, news, { kind: "users", id: "me" }), unauthorized);
	}
});

test("a topic deleted while somebody subscribes keeps no subscriber", async () => {
	const core = await createTestCore();
	const { owner, admin } = await createMembers(core);
	for (let round = 0; round < 20; round++) {
		await createTopic(core, admin, news);
		const deleting = (async () => {
			for (let step = 0; step < round; step++) await Promise.resolve();
			await deleteTopic(core, admin, news);
		})();
		await Promise.allSettled([deleting, subscribeToTopic(core, owner.caller, news, { kind: "users" })]);
		assert.deepEqual(await subscribersOf(core, news), []);
	}
});

test("a topic of the name of one that is being deleted has none of its subscribers, and keeps its own", async () => {
	const core = await createTestCore();
	const { owner, stranger, admin } = await createMembers(core);
	await createTopic(core, admin, news);
	const folder = topicSubscribers(appID, news);
	for (let index = 0; index < 1200; index++)
		await addSubscription(core, appID, folder, { type: "user", id: `u${index}` });
	await subscribeToTopic(core, stranger.caller, news, { kind: "users" });

	const deletion = deleteTopic(core, admin, news);
	await otherRequests();
	assert.ok((await subscribersOf(core, news)).length > 0, "the deletion is not at its end");
	const gone = { errorCode: "TOPIC_NOT_FOUND" };
	await assert.rejects(deleteTopic(core, admin, news), gone);
	await assert.rejects(subscribeToTopic(core, owner.caller, news, { kind: "users" }), gone);
	assert.deepEqual((await listTopics(core, admin, appScope, {})).topics, []);

	await createTopic(core, admin, news);
	await subscribeToTopic(core, owner.caller, news, { kind: "users" });
	await deletion;
	assert.deepEqual(await subscribersOf(core, news), [{ type: "user", id: owner.userID }]);
	await assert.rejects(createTopic(core, admin, news), { errorCode: "TOPIC_ALREADY_EXISTS" });
});

test("who is deleted is subscribed nowhere any more; what others have stays", async () => {
	const core = await createTestCore();
	const { owner, member, admin } = await createMembers(core);
	const own = { scope: { type: "user", id: owner.userID }, topicID: "t1" } as const;
	await createTopic(core, admin, news);
	await createTopic(core, owner.caller, own);
	await subscribeToTopic(core, owner.caller, news, { kind: "users" });
	await subscribeToTopic(core, member.caller, news, { kind: "users" });
	await subscribeToTopic(core, admin, own, { kind: "users", id: member.userID });
	await forgetOwner(core, appID, { type: "user", id: owner.userID });
	assert.deepEqual(await subscribersOf(core, news), [{ type: "user", id: member.userID }]);
	// Of the member's subscription to the topic that went with its scope there is only half left: it does no harm.
	await forgetOwner(core, appID, { type: "user", id: member.userID });
	assert.deepEqual(await subscribersOf(core, news), []);
	for (const { userID } of [owner, member]) {
		assert.deepEqual(await core.store.list(recordKey(appID, "subscription", `user:${userID}`)), []);
	}
});

test("a deleted topic leaves nothing behind with those who had subscribed, however many", async () => {
	const core = await createTestCore();
	const { admin } = await createMembers(core);
	await createTopic(core, admin, news);
	const things = [];
	for (let index = 0; index < 1100; index++) things.push((await newThing(core, `many-${index}`)).thing);
	for (const { thingID } of things) await subscribeToTopic(core, admin, news, { kind: "things", id: thingID });
	await deleteTopic(core, admin, news);
	assert.deepEqual(await subscribersOf(core, news), []);
	for (const { thingID } of things) {
		assert.deepEqual(await core.store.list(recordKey(appID, "subscription", `thing:${thingID}`)), []);
	}
});
