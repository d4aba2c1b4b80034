import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";
import { call } from "../../helpers/owner.ts";
import { asAdmin, listen, register, type Sdk, sdkOf, withCode } from "./sdk.ts";

test("push to user: topics of every scope, subscribed, sent, listed, unsubscribed and deleted", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const { appID } = emulator.app;
	const user = await register(sdk, "ann");
	const device = await listen(emulator, user.pushInstallation());
	const group = sdk.KiiGroup.groupWithName("friends");
	await group.save();
	const thing = await sdk.KiiThing.register({ _vendorThingID: "v1", _password: "secret" });
	await thing.registerOwner(user);
	const admin = await asAdmin(sdk, emulator);
	const scopes = {
		APP: [admin, sdk.Kii, "", {}],
		APP_AND_USER: [user, user, `users/${user.getID()}/`, { objectScopeUserID: user.getID() }],
		APP_AND_GROUP: [group, group, `groups/${group.getID()}/`, { objectScopeGroupID: group.getID() }],
		APP_AND_THING: [thing, thing, `things/${thing.getThingID()}/`, { objectScopeThingID: thing.getThingID() }],
	} as const;
	for (const [objectScopeType, [creator, seen, path, ids]] of Object.entries(scopes)) {
		const topic = creator.topicWithName("news");
		await topic.save();
		await assert.rejects(topic.save(), withCode("TOPIC_ALREADY_EXISTS"), objectScopeType);
		const own = seen.topicWithName("news");
		assert.equal((await own.exists())[1] ?? (await own.exists()), true);
		const [topics] = await seen.listTopics();
		assert.deepEqual(
			topics.map((one: Sdk) => one.getName()),
			["news"],
		);
		const subscription = user.pushSubscription();
		assert.equal((await subscription.isSubscribed(own)).at(-1), false);
		await subscription.subscribe(own);
		await assert.rejects(subscription.subscribe(own), withCode("PUSH_SUBSCRIPTION_ALREADY_EXISTS"));
		assert.equal((await subscription.isSubscribed(own)).at(-1), true);

		const message = new sdk.KiiPushMessageBuilder({ msg: "all", n: 1 }).mqttData({ msg: "mqtt" }).build();
		await topic.sendMessage(message);
		const { when, ...received } = (await device.nextPush()) as Record<string, unknown>;
		assert.equal(typeof when, "number");
		const sender = creator === admin ? {} : { sender: user.getID() };
		if (creator === admin) delete received.sender;
		assert.deepEqual(received, {
			msg: "mqtt",
			n: 1,
			topic: "news",
			...sender,
			senderURI: creator === admin ? "kiicloud://admins/APP_ADMIN" : `kiicloud://users/${user.getID()}`,
			sourceURI: `kiicloud://${path}topics/news`,
			objectScopeAppID: appID,
			objectScopeType,
			...ids,
		});
		await subscription.unsubscribe(own);
		await topic.sendMessage(message);
		await topic.deleteTopic();
		await assert.rejects(subscription.subscribe(own), withCode("TOPIC_NOT_FOUND"));
	}
	await device.close();
});

test("the ACL of a topic lets others in", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const friend = await register(sdk, "friend");
	const owner = await register(sdk, "owner");
	const topic = owner.topicWithName("news");
	await topic.save();
	const acl = topic.acl();
	const { KiiACLSubscribeToTopic } = sdk.KiiACLAction;
	acl.putACLEntry(sdk.KiiACLEntry.entryWithSubject(friend, KiiACLSubscribeToTopic));
	await acl.save();
	await sdk.KiiUser.authenticate("friend", "password");
	const me = sdk.KiiUser.getCurrentUser();
	const others = sdk.KiiUser.userWithID(owner.getID()).topicWithName("news");
	await me.pushSubscription().subscribe(others);
	await assert.rejects(others.sendMessage(new sdk.KiiPushMessageBuilder({ a: 1 }).build()), withCode("UNAUTHORIZED"));
});

test("push to app: whatever happens in a bucket", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const user = await register(sdk, "ann");
	const device = await listen(emulator, user.pushInstallation());
	const bucket = user.bucketWithName("notes");
	await user.pushSubscription().subscribe(bucket);
	const next = async () => (await device.nextPush()) as Record<string, unknown>;
	const object = bucket.createObject();
	object.set("text", "a");
	await object.saveAllFields();
	const { when, modifiedAt, ...created } = await next();
	assert.equal(typeof when, "number");
	assert.equal(typeof modifiedAt, "number");
	assert.deepEqual(created, {
		type: "DATA_OBJECT_CREATED",
		origin: "EVENT",
		objectScopeType: "APP_AND_USER",
		objectScopeAppID: emulator.app.appID,
		objectScopeUserID: user.getID(),
		appID: emulator.app.appID,
		bucketID: "notes",
		bucketType: "rw",
		objectID: object.getID(),
		sender: user.getID(),
		sourceURI: `kiicloud://users/${user.getID()}/buckets/notes/objects/${object.getID()}`,
	});
	object.set("text", "b");
	await object.save();
	assert.equal((await next()).type, "DATA_OBJECT_UPDATED");
	const acl = object.objectACL();
	acl.putACLEntry(
		sdk.KiiACLEntry.entryWithSubject(new sdk.KiiAnyAuthenticatedUser(), sdk.KiiACLAction.KiiACLObjectActionRead),
	);
	await acl.save();
	assert.equal((await next()).type, "DATA_OBJECT_ACL_MODIFIED");
	await object.delete();
	assert.equal((await next()).type, "DATA_OBJECT_DELETED");
	await bucket.delete();
	assert.equal((await next()).type, "BUCKET_DELETED");
	await device.close();
});

test("direct push, and messages for development or production only", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const user = await register(sdk, "ann");
	const device = await listen(emulator, user.pushInstallation(), true);
	const admin = await asAdmin(sdk, emulator);
	const path = `/api/apps/${emulator.app.appID}/users/${user.getID()}/push/messages`;
	const send = (n: number, flags: object) =>
		call(
			emulator,
			admin.getAccessToken(),
			"POST",
			path,
			{ data: { n }, ...flags, mqtt: { enabled: true } },
			"application/vnd.kii.SendPushMessageRequest+json",
		);
	assert.equal((await send(1, { sendToDevelopment: false })).status, 200);
	assert.equal((await send(2, { sendToProduction: false })).status, 200);
	assert.equal((await send(3, {})).status, 200);
	for (const n of [2, 3]) {
		const message = (await device.nextPush()) as Record<string, unknown>;
		assert.equal(message.n, n);
		assert.equal(message.sourceURI, `kiicloud://users/${user.getID()}`);
	}
	await device.close();
});

test("a thing makes a topic, subscribes, sends and receives with its own token", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	await sdk.KiiThing.register({ _vendorThingID: "v1", _password: "secret" });
	const context = await sdk.Kii.authenticateAsThing("v1", "secret");
	const device = await listen(emulator, context.pushInstallation());
	const thing = await context.getAuthenticatedThing();
	const topic = thing.topicWithName("mine");
	await topic.save();
	await thing.pushSubscription().subscribe(topic);
	await topic.sendMessage(new sdk.KiiPushMessageBuilder({ value: "x" }).build());
	const message = (await device.nextPush()) as Record<string, unknown>;
	assert.equal(message.value, "x");
	assert.equal(message.senderURI, `kiicloud://things/${thing.getThingID()}`);
	await device.close();
});
