import assert from "node:assert/strict";
import { test } from "node:test";
import { appScope, type ObjectScope } from "../../../src/core/access/object-scope.ts";
import { deleteBucketRecord, findBucket } from "../../../src/core/data/bucket.ts";
import {
	requireBucketSubscription,
	subscribeToBucket,
	unsubscribeFromBucket,
} from "../../../src/core/push/bucket-subscription.ts";
import { bucketSubscribers } from "../../../src/core/push/subscriber-folder.ts";
import { deleteBucketSubscribers } from "../../../src/core/push/subscription.ts";
import { recordKey } from "../../../src/core/records.ts";
import { anonymous, appID, createTestCore } from "../../helpers/core.ts";
import { createMembers } from "../../helpers/members.ts";

const unauthorized = { errorCode: "UNAUTHORIZED", status: 401 };
const myself = { kind: "users", id: "me" } as const;

function filterOf(scope: ObjectScope, filterID = "all") {
	return { scope, bucketID: "notes", filterID };
}

test("who subscribes to a bucket that is not there makes it and owns it", async () => {
	const core = await createTestCore();
	const { owner, stranger } = await createMembers(core);
	const address = filterOf(appScope);
	const subject = `UserID:${owner.userID}`;
	const context = { objectScope: { appID, type: "APP" }, bucketID: "notes", subject };
	for (const call of [requireBucketSubscription, unsubscribeFromBucket]) {
		await assert.rejects(call(core, owner.caller, address, myself), {
			errorCode: "PUSH_SUBSCRIPTION_NOT_FOUND",
			status: 404,
			context,
		});
	}
	assert.equal(await findBucket(core, appID, address), undefined);
	await subscribeToBucket(core, owner.caller, address, myself);
	assert.equal((await findBucket(core, appID, address))?.creator, subject);
	await assert.rejects(subscribeToBucket(core, owner.caller, address, { kind: "users" }), {
		errorCode: "PUSH_SUBSCRIPTION_ALREADY_EXISTS",
		status: 409,
		context,
	});
	await subscribeToBucket(core, stranger.caller, address, myself);
	await requireBucketSubscription(core, owner.caller, address, myself);
	await unsubscribeFromBucket(core, owner.caller, address, myself);
	assert.deepEqual(
		(await core.store.list(bucketSubscribers(appID, address))).map(({ value }) => value),
		[{ type: "user", id: stranger.userID }],
	);
});

test("rights: to make a bucket that is not there, to query one that is", async () => {
	const core = await createTestCore();
	const { owner, stranger, thing, thingCaller, admin } = await createMembers(core);
	const ofUser = filterOf({ type: "user", id: owner.userID });
	await assert.rejects(subscribeToBucket(core, stranger.caller, ofUser, myself), unauthorized);
	assert.equal(await findBucket(core, appID, ofUser), undefined);
	await subscribeToBucket(core, owner.caller, ofUser, myself);
	await assert.rejects(subscribeToBucket(core, stranger.caller, ofUser, myself), unauthorized);
	await subscribeToBucket(core, admin, ofUser, { kind: "users", id: stranger.userID });
	const ofThing = filterOf({ type: "thing", id: thing.thingID });
	await subscribeToBucket(core, thingCaller, ofThing, { kind: "things" });
	await subscribeToBucket(core, owner.caller, ofThing, myself);
	await assert.rejects(subscribeToBucket(core, thingCaller, ofThing, myself), unauthorized);
});

test("there is only the filter `all`, and bucket IDs are looked at", async () => {
	const core = await createTestCore();
	const { owner } = await createMembers(core);
	for (const call of [subscribeToBucket, requireBucketSubscription, unsubscribeFromBucket]) {
		await assert.rejects(call(core, owner.caller, filterOf(appScope, "some"), myself), {
			errorCode: "FILTER_NOT_FOUND",
			status: 404,
		});
		await assert.rejects(call(core, anonymous, filterOf(appScope), myself), unauthorized);
	}
	assert.equal(await findBucket(core, appID, filterOf(appScope)), undefined);
	const wrong = { ...filterOf(appScope), bucketID: "a b" };
	await assert.rejects(subscribeToBucket(core, owner.caller, wrong, myself), { errorCode: "INVALID_BUCKET" });
});

test("a deleted bucket has no subscribers, nor has one made later under its name", async () => {
	const core = await createTestCore();
	const { owner, stranger } = await createMembers(core);
	const address = filterOf(appScope);
	for (const { caller } of [owner, stranger]) await subscribeToBucket(core, caller, address, myself);
	await deleteBucketRecord(core, appID, address);
	await deleteBucketSubscribers(core, appID, address);
	assert.deepEqual(await core.store.list(recordKey(appID, "subscription", `user:${owner.userID}`)), []);
	await subscribeToBucket(core, stranger.caller, address, myself);
	await assert.rejects(requireBucketSubscription(core, owner.caller, address, myself), {
		errorCode: "PUSH_SUBSCRIPTION_NOT_FOUND",
	});
});
