// What the administrator's and a thing's context reach with a token of their own, while a user is logged in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";
import { connectDevice, endpointCredentials } from "../../helpers/device.ts";
import { asAdmin, register, type Sdk, sdkOf, withCode } from "./sdk.ts";

const namesOf = (topics: readonly Sdk[]): string[] => topics.map((topic) => topic.getName());

async function allTopics(scope: Sdk): Promise<string[][]> {
	const pages: string[][] = [];
	let key: string | undefined;
	do {
		const [topics, next] = await scope.listTopics(undefined, key);
		pages.push(namesOf(topics));
		key = next ?? undefined;
	} while (key !== undefined);
	return pages;
}

/** Writes, reads, queries, counts and shares an object of a bucket, and takes the bucket away. */
async function useBucket(bucket: Sdk, found: (uri: string) => Sdk, sdk: Sdk, why: string): Promise<void> {
	const object = bucket.createObjectWithID("first");
	object.set("n", 1);
	await object.saveAllFields();
	object.set("n", 2);
	await object.save();
	const second = bucket.createObjectWithType("kind");
	second.set("n", 3);
	await second.save();
	const again = found(object.objectURI());
	await again.refresh();
	assert.equal(again.get("n"), 2, why);
	const query = sdk.KiiQuery.queryWithClause(sdk.KiiClause.greaterThan("n", 2));
	const [, results] = await bucket.executeQuery(query);
	assert.deepEqual(
		results.map((one: Sdk) => [one.getID(), one.getObjectType()]),
		[[second.getID(), "kind"]],
		why,
	);
	assert.equal((await bucket.count())[2], 2, why);
	assert.equal((await bucket.countWithQuery(query))[2], 1, why);
	const acl = object.objectACL();
	const { KiiACLObjectActionRead } = sdk.KiiACLAction;
	acl.putACLEntry(sdk.KiiACLEntry.entryWithSubject(new sdk.KiiAnyAuthenticatedUser(), KiiACLObjectActionRead));
	await acl.save().catch(withCode("ACL_ALREADY_EXISTS"));
	await object.delete();
	await bucket.delete();
	await assert.rejects(again.refresh(), withCode("BUCKET_NOT_FOUND"), why);
}

test("the administrator works in the buckets, topics and ACLs of every scope", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const user = await register(sdk, "ann");
	const admin = await asAdmin(sdk, emulator);
	const registered = await admin.registerThing({ _vendorThingID: "v1", _password: "secret" });
	const thing = await admin.loadThingWithVendorThingID("v1");
	const owner = admin.userWithID(user.getID());
	const group = await admin.registerGroupWithOwnerAndID("g1", "one", user.getID(), []);
	assert.equal(group.getID(), "g1");
	const scopes = {
		app: admin,
		user: owner,
		group: admin.groupWithID("g1"),
		thing: admin.thingWithID(registered.getThingID()),
	};
	assert.equal(thing.getThingID(), registered.getThingID());
	for (const [why, scope] of Object.entries(scopes)) {
		await useBucket(scope.bucketWithName("notes"), (uri) => admin.objectWithURI(uri), sdk, why);
		await useBucket(scope.encryptedBucketWithName("notes"), (uri) => admin.objectWithURI(uri), sdk, why);
		const topic = scope.topicWithName("news");
		await topic.save();
		const acl = topic.acl();
		acl.putACLEntry(sdk.KiiACLEntry.entryWithSubject(registered, sdk.KiiACLAction.KiiACLSendMessageToTopic));
		await acl.save().catch(withCode("ACL_ALREADY_EXISTS"));
		await owner.pushSubscription().subscribe(topic);
		assert.equal((await owner.pushSubscription().isSubscribed(topic)).at(-1), true, why);
		await owner.pushSubscription().unsubscribe(topic);
		assert.deepEqual(await allTopics(scope), [["news"]], why);
		await topic.deleteTopic();
	}
});

test("a thing works in its own buckets and those of the app, with a log-in or a token", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	await sdk.KiiThing.register({ _vendorThingID: "v1", _password: "secret" });
	const byPassword = await sdk.Kii.authenticateAsThing("v1", "secret");
	const token = (await byPassword.getAuthenticatedThing()).getAccessToken();
	const byToken = await sdk.Kii.authenticateAsThingWithToken(byPassword._thingId, token);
	for (const context of [byPassword, byToken]) {
		const thing = context.getAuthenticatedThing();
		for (const scope of [context, thing]) {
			const why = scope === thing ? "thing" : "app";
			await useBucket(scope.bucketWithName("notes"), (uri) => context.objectWithURI(uri), sdk, why);
			await useBucket(scope.encryptedBucketWithName("notes"), (uri) => context.objectWithURI(uri), sdk, why);
		}
		await assert.rejects(context.topicWithName("news").save(), withCode("UNAUTHORIZED"));
		assert.deepEqual(await allTopics(context), [[]]);

		const { installationID } = await context.pushInstallation().installMqtt(true);
		const endpoint = await context.pushInstallation().getMqttEndpoint(installationID);
		const device = await connectDevice(emulator, "wss", endpointCredentials(endpoint));
		await device.client.subscribeAsync(endpoint.mqttTopic);
		const bucket = thing.encryptedBucketWithName("log");
		await thing.pushSubscription().subscribe(bucket);
		assert.equal((await thing.pushSubscription().isSubscribed(bucket)).at(-1), true);
		const object = bucket.createObject();
		object.set("n", 1);
		await object.saveAllFields();
		const { type, bucketType, sourceURI } = (await device.nextPush()) as Record<string, unknown>;
		assert.deepEqual([type, bucketType], ["DATA_OBJECT_CREATED", "crypto"]);
		const pushed = context.objectWithURI(sourceURI);
		await pushed.refresh();
		assert.equal(pushed.get("n"), 1);
		await thing.pushSubscription().unsubscribe(bucket);
		await context.pushInstallation().uninstallByInstallationID(installationID);
		await device.close();
	}
});

test("a group's topics come in pages", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	await register(sdk, "ann");
	const group = sdk.KiiGroup.groupWithName("friends");
	await group.save();
	const names = Array.from({ length: 130 }, (_, index) => `topic-${String(index).padStart(3, "0")}`);
	for (const name of names) await group.topicWithName(name).save();
	const pages = await allTopics(group);
	assert.deepEqual(
		pages.map((page) => page.length),
		[100, 30],
	);
	assert.deepEqual(pages.flat(), names);
});
