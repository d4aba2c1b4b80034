import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";
import { asAdmin, register, type Sdk, sdkOf, withCode } from "./sdk.ts";

/** The buckets of one name in all four scopes, for the logged-in user. */
async function bucketsOf(sdk: Sdk, user: Sdk): Promise<Record<string, Sdk>> {
	const group = sdk.KiiGroup.groupWithName("g");
	await group.save();
	const thing = await sdk.KiiThing.register({ _vendorThingID: "v1", _password: "secret" });
	await thing.registerOwner(user);
	return {
		app: sdk.Kii.bucketWithName("notes"),
		user: user.bucketWithName("notes"),
		group: group.bucketWithName("notes"),
		thing: thing.bucketWithName("notes"),
		encrypted: user.encryptedBucketWithName("notes"),
	};
}

test("objects in buckets of every scope: save, update, patch, conflict, refresh, delete", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const user = await register(sdk, "ann");
	for (const [scope, bucket] of Object.entries(await bucketsOf(sdk, user))) {
		const object = bucket.createObject();
		object.set("title", "one");
		object.set("nested", { list: [1, { deep: true }] });
		await object.saveAllFields();
		assert.ok(object.getID(), scope);
		assert.ok(object.getCreated(), scope);
		const other = sdk.KiiObject.objectWithURI(object.objectURI());
		await other.refresh();
		assert.equal(other.get("title"), "one", scope);
		assert.deepEqual(other.get("nested"), { list: [1, { deep: true }] }, scope);

		object.set("more", 2);
		await object.save(); // PATCH
		other.set("title", "late");
		await assert.rejects(other.save(null, false), withCode("OBJECT_VERSION_IS_STALE"), scope);
		await other.refresh();
		assert.equal(other.get("more"), 2, scope);
		assert.equal(other.get("title"), "one", scope);
		other.remove("more");
		await other.saveAllFields(null, true);
		await object.refresh();
		assert.equal(object.get("more"), undefined, scope);

		const named = bucket.createObjectWithID("my-object.1");
		named.set("n", 1);
		await named.saveAllFields(null, false);
		const again = bucket.createObjectWithID("my-object.1");
		again.set("n", 2);
		await assert.rejects(again.saveAllFields(null, false), withCode("OBJECT_ALREADY_EXISTS"), scope);
		await object.delete();
		await assert.rejects(object.refresh(), withCode("OBJECT_NOT_FOUND"), scope);
		await bucket.delete();
		await assert.rejects(named.refresh(), withCode("BUCKET_NOT_FOUND"), scope);
	}
});

test("others see of it what the ACL lets them", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const friend = await register(sdk, "friend");
	const owner = await register(sdk, "owner");
	const object = owner.bucketWithName("notes").createObject();
	object.set("secret", true);
	await object.saveAllFields();
	const uri = object.objectURI();
	const read = async (name: string) => {
		await sdk.KiiUser.authenticate(name, "password");
		const seen = sdk.KiiObject.objectWithURI(uri);
		await seen.refresh();
		return seen.get("secret");
	};
	await assert.rejects(read("friend"), withCode("UNAUTHORIZED"));
	await sdk.KiiUser.authenticate("owner", "password");
	const acl = sdk.KiiObject.objectWithURI(uri).objectACL();
	const { KiiACLObjectActionRead } = sdk.KiiACLAction;
	const entry = sdk.KiiACLEntry.entryWithSubject(sdk.KiiUser.userWithID(friend.getID()), KiiACLObjectActionRead);
	acl.putACLEntry(entry);
	await acl.save();
	const [, entries] = await acl.listACLEntries();
	assert.ok(
		entries.some(
			(one: Sdk) => one.getAction() === KiiACLObjectActionRead && one.getSubject().getID() === friend.getID(),
		),
	);
	assert.equal(await read("friend"), true);
	await sdk.KiiUser.authenticate("owner", "password");
	entry.setGrant(false);
	const removal = sdk.KiiObject.objectWithURI(uri).objectACL();
	removal.putACLEntry(entry);
	await removal.save();
	await assert.rejects(read("friend"), withCode("UNAUTHORIZED"));
	const admin = await asAdmin(sdk, emulator);
	const all = admin.objectWithURI(uri);
	await all.refresh();
	assert.equal(all.get("secret"), true);
});
