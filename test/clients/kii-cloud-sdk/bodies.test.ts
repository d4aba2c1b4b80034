// Bodies of objects, as far as the SDK gets without a browser: upload and download need Blob (test/clients/browser).
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator, type Emulator, ManualClock } from "../../../src/index.ts";
import { asAdmin, register, type Sdk, sdkOf, withCode } from "./sdk.ts";

async function upload(emulator: Emulator, token: string, objectURI: string, text: string): Promise<void> {
	const url = `${emulator.url}/api/apps/${emulator.app.appID}/${objectURI.slice("kiicloud://".length)}/body`;
	const headers = { authorization: `Bearer ${token}`, "content-type": "text/plain" };
	assert.equal((await fetch(url, { method: "PUT", headers, body: text })).status, 200);
}

async function saved(bucket: Sdk): Promise<Sdk> {
	const object = bucket.createObject();
	object.set("title", "one");
	await object.saveAllFields();
	return object;
}

test("a body is published for good, until a time and for a while, and deleted", async () => {
	const clock = new ManualClock();
	await using emulator = await createEmulator({ clock });
	const sdk = sdkOf(emulator);
	const user = await register(sdk, "ann");
	for (const bucket of [user.bucketWithName("notes"), user.encryptedBucketWithName("notes")]) {
		const object = await saved(bucket);
		for (const publish of ["publishBody", "deleteBody"]) {
			await assert.rejects(object[publish](), withCode("OBJECT_BODY_NOT_FOUND"));
		}
		await upload(emulator, user.getAccessToken(), object.objectURI(), "hello");
		const [, forGood] = await object.publishBody();
		const [, untilThen] = await object.publishBodyExpiresAt(new Date(clock.now() + 60_000));
		const [, forAWhile] = await object.publishBodyExpiresIn(30);
		const statuses = () =>
			Promise.all([forGood, untilThen, forAWhile].map(async (url: string) => (await fetch(url)).status));
		assert.equal(await (await fetch(forGood)).text(), "hello");
		assert.deepEqual(await statuses(), [200, 200, 200]);
		await clock.advance(30_000);
		assert.deepEqual(await statuses(), [200, 200, 410]);
		await clock.advance(30_000);
		assert.deepEqual(await statuses(), [200, 410, 410]);
		await object.deleteBody();
		assert.equal((await fetch(forGood)).status, 404);
	}
});

test("a body is moved between scopes, to plain and to encrypted buckets", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const user = await register(sdk, "ann");
	const group = sdk.KiiGroup.groupWithName("g");
	await group.save();
	const buckets = [sdk.Kii, user, group].flatMap((scope) => [
		scope.bucketWithName("notes"),
		scope.encryptedBucketWithName("notes"),
	]);
	let source = await saved(user.bucketWithName("drafts"));
	await upload(emulator, user.getAccessToken(), source.objectURI(), "moved on");
	for (const bucket of buckets) {
		const target = await saved(bucket);
		await source.moveBody(target.objectURI());
		await assert.rejects(source.publishBody(), withCode("OBJECT_BODY_NOT_FOUND"), source.objectURI());
		source = sdk.KiiObject.objectWithURI(target.objectURI());
	}
	const [, url] = await source.publishBody();
	assert.equal(await (await fetch(url)).text(), "moved on");
	const gone = await saved(user.bucketWithName("drafts"));
	await gone.delete();
	const uri = `kiicloud://users/${user.getID()}/buckets/drafts/objects/gone`;
	await assert.rejects(source.moveBody(uri), withCode("OBJECT_NOT_FOUND"));
	const admin = await asAdmin(sdk, emulator);
	await admin.objectWithURI(source.objectURI()).deleteBody();
	await assert.rejects(source.deleteBody(), withCode("OBJECT_BODY_NOT_FOUND"));
});
