// kii-cloud-sdk from npm, unmodified: topics of a user, a thing and the app, subscriptions, and ACLs.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";

const kii = createRequire(import.meta.url)("kii-cloud-sdk").create();
const { KiiACLAction, KiiACLEntry } = kii;

interface Entry {
	getAction(): number;
	getSubject(): object;
}

function entry(subject: object, action: number, granted = true) {
	const made = KiiACLEntry.entryWithSubject(subject, action);
	made.setGrant(granted);
	return made;
}

// One test: the SDK keeps app and user in globals.
test("topics, subscriptions to topics and buckets, ACLs", async () => {
	await using emulator = await createEmulator();
	const { appID, appKey, clientID, clientSecret } = emulator.app;
	kii.Kii.initializeWithSite(appID, appKey, `${emulator.url}/api`);
	const user = await kii.KiiUser.userWithUsername("ann", "password").register();
	const subscription = user.pushSubscription();

	const topic = user.topicWithName("MyTODO");
	assert.equal(await topic.exists(), false);
	await topic.save();
	await assert.rejects(topic.save(), /TOPIC_ALREADY_EXISTS/);
	assert.equal(await topic.exists(), true);
	const [topics, nextKey] = await user.listTopics();
	assert.deepEqual(
		topics.map((listed: { getName(): string }) => listed.getName()),
		["MyTODO"],
	);
	assert.equal(nextKey, null);

	const bucket = user.bucketWithName("notes");
	for (const target of [topic, bucket]) {
		const isSubscribed = async () => (await subscription.isSubscribed(target))[2];
		assert.equal(await isSubscribed(), false);
		await subscription.subscribe(target);
		assert.equal(await isSubscribed(), true);
		await assert.rejects(subscription.subscribe(target), /PUSH_SUBSCRIPTION_ALREADY_EXISTS/);
		await subscription.unsubscribe(target);
		assert.equal(await isSubscribed(), false);
		await assert.rejects(subscription.unsubscribe(target), /PUSH_SUBSCRIPTION_NOT_FOUND/);
	}

	const thing = await kii.KiiThing.register({ _vendorThingID: "v1", _password: "secret" });
	const acl = topic.acl();
	acl.putACLEntry(entry(new kii.KiiAnyAuthenticatedUser(), KiiACLAction.KiiACLSubscribeToTopic));
	acl.putACLEntry(entry(thing, KiiACLAction.KiiACLSendMessageToTopic));
	await acl.save();
	const [, entries] = await acl.listACLEntries();
	assert.deepEqual(
		entries.map((listed: Entry) => [listed.getAction(), listed.getSubject().constructor.name]),
		[
			[KiiACLAction.KiiACLSubscribeToTopic, "KiiAnyAuthenticatedUser"],
			[KiiACLAction.KiiACLSubscribeToTopic, "KiiUser"],
			[KiiACLAction.KiiACLSendMessageToTopic, "KiiThing"],
			[KiiACLAction.KiiACLSendMessageToTopic, "KiiUser"],
		],
	);
	acl.putACLEntry(entry(thing, KiiACLAction.KiiACLSendMessageToTopic, false));
	await acl.save();
	acl.putACLEntry(entry(thing, KiiACLAction.KiiACLSendMessageToTopic, false));
	await assert.rejects(acl.save(), /ACL_NOT_FOUND/);

	// A bucket that is not there yet gets its ACL first.
	const shared = user.bucketWithName("shared").acl();
	shared.putACLEntry(entry(new kii.KiiAnonymousUser(), KiiACLAction.KiiACLBucketActionReadObjects));
	await shared.save();
	assert.equal((await shared.listACLEntries())[1].length, 5);

	const asThing = await kii.Kii.authenticateAsThing("v1", "secret");
	const device = await asThing.getAuthenticatedThing();
	const ofThing = device.topicWithName("status");
	await ofThing.save();
	await device.pushSubscription().subscribe(ofThing);
	assert.equal((await device.pushSubscription().isSubscribed(ofThing))[2], true);

	const admin = await kii.Kii.authenticateAsAppAdmin(clientID, clientSecret);
	const news = admin.topicWithName("news");
	await assert.rejects(kii.Kii.topicWithName("news").save(), /UNAUTHORIZED/);
	await news.save();
	await subscription.subscribe(kii.Kii.topicWithName("news"));
	assert.equal((await kii.Kii.listTopics())[0].length, 1);
	await news.deleteTopic();
	await topic.deleteTopic();
	await assert.rejects(subscription.isSubscribed(topic), /TOPIC_NOT_FOUND/);
});
