import assert from "node:assert/strict";
import { test } from "node:test";
import { grant } from "../../../src/core/access/acl-entries.ts";
import { appScope } from "../../../src/core/access/object-scope.ts";
import { anonymousUser } from "../../../src/core/access/subject.ts";
import { type Bucket, bucketResource, ensureBucket, getBucket } from "../../../src/core/data/bucket.ts";
import { bucketInfo } from "../../../src/core/data/bucket-info.ts";
import { deleteBucket } from "../../../src/core/data/delete-bucket.ts";
import { getObject, objectBodyKey, objectFor, objectResource } from "../../../src/core/data/object-record.ts";
import { createObject, patchObject, putObject } from "../../../src/core/data/write-object.ts";
import { otherRequests } from "../../../src/core/other-requests.ts";
import type { StateStore } from "../../../src/core/ports.ts";
import { bucketSubscribers } from "../../../src/core/push/subscriber-folder.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner, type TestCore } from "../../helpers/core.ts";

const notes = { scope: appScope, bucketID: "notes" };
const notFound = {
	errorCode: "BUCKET_NOT_FOUND",
	status: 404,
	context: { objectScope: { appID, type: "APP" }, bucketID: "notes" },
};

async function createWorld(change: (store: StateStore) => Partial<StateStore> = () => ({})) {
	const base = await createTestCore();
	const core: TestCore = { ...base, store: { ...base.store, ...change(base.store) } };
	return { core, ...(await newOwner(core)) };
}

/** Something to wait for, and what ends the waiting. */
function createGate(): { readonly passed: Promise<void>; open(): void } {
	let open = (): void => {};
	const passed = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { passed, open: () => open() };
}

test("with its objects, bodies, uploads, ACLs and subscribers; a later one of that name has nothing of them", async () => {
	const { core, caller } = await createWorld();
	const admin = await callerOf(core, { kind: "admin" });
	const { object } = await putObject(core, caller, notes, "o1", { fields: {} });
	await core.blobs.put(objectBodyKey(appID, notes, "o1"), new Uint8Array(1));
	const subscriber = `${bucketSubscribers(appID, notes)}/user:u1`;
	await core.store.commit([{ key: subscriber, value: { type: "user", id: "u1" } }]);
	const resources = async () => [
		bucketResource(notes, await getBucket(core, appID, notes)),
		objectResource(notes, object),
	];
	const [bucketAcl, objectAcl] = await resources();
	assert.ok(bucketAcl && objectAcl);
	await grant(core, admin, bucketAcl, "CREATE_OBJECTS_IN_BUCKET", anonymousUser);
	await grant(core, admin, objectAcl, "WRITE_EXISTING_OBJECT", anonymousUser);
	await patchObject(core, anonymous, notes, "o1", {});

	await deleteBucket(core, caller, notes);
	await assert.rejects(getBucket(core, appID, notes), notFound);
	await assert.rejects(getObject(core, appID, notes, "o1"), notFound);
	await assert.rejects(deleteBucket(core, caller, notes), notFound);
	assert.equal(await core.blobs.get(objectBodyKey(appID, notes, "o1")), undefined);
	assert.equal(await core.store.get(subscriber), undefined);

	await putObject(core, caller, notes, "o1", { fields: {} });
	assert.equal((await getObject(core, appID, notes, "o1")).version, 1);
	assert.equal((await bucketInfo(core, caller, notes)).size, 1);
	await assert.rejects(createObject(core, anonymous, notes, { fields: {} }), { errorCode: "UNAUTHORIZED" });
	await assert.rejects(patchObject(core, anonymous, notes, "o1", {}), { errorCode: "UNAUTHORIZED" });
});

test("buckets whose names begin alike, and those of that name elsewhere, stay", async () => {
	const { core, caller, userID } = await createWorld();
	const others = [
		{ scope: appScope, bucketID: "notes2" },
		{ scope: appScope, bucketID: "CRYPTO:notes" },
		{ scope: { type: "user", id: userID } as const, bucketID: "notes" },
	];
	for (const address of [notes, ...others]) await putObject(core, caller, address, "o1", { fields: {} });
	await deleteBucket(core, caller, notes);
	for (const address of others) await getObject(core, appID, address, "o1");
});

test("for those with the right only", async () => {
	const { core, caller, userID } = await createWorld();
	const own = { scope: { type: "user", id: userID } as const, bucketID: "notes" };
	await ensureBucket(core, caller, own);
	const stranger = (await newOwner(core, "stranger")).caller;
	for (const other of [stranger, anonymous]) {
		await assert.rejects(deleteBucket(core, other, own), { errorCode: "UNAUTHORIZED", status: 401 });
	}
	await deleteBucket(core, await callerOf(core, { kind: "admin" }), own);
});

test("one of several deletions at a time finds the bucket", async () => {
	const { core, caller } = await createWorld();
	await ensureBucket(core, caller, notes);
	const results = await Promise.allSettled(Array.from({ length: 5 }, () => deleteBucket(core, caller, notes)));
	assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
});

test("while it is emptied nobody finds it, and a new one of that name waits", async () => {
	const gate = createGate();
	const { core, caller } = await createWorld((store) => ({
		clear: async (prefix) => {
			await gate.passed;
			await store.clear(prefix);
		},
	}));
	await putObject(core, caller, notes, "old", { fields: {} });
	const deletion = deleteBucket(core, caller, notes);
	await otherRequests();
	await assert.rejects(objectFor(core, anonymous, notes, "old", "read"), notFound);
	await assert.rejects(bucketInfo(core, caller, notes), notFound);
	await assert.rejects(patchObject(core, caller, notes, "old", { a: 1 }), notFound);
	await assert.rejects(deleteBucket(core, caller, notes), notFound);
	let made = 0;
	const making = [
		putObject(core, caller, notes, "old", { fields: { n: 1 } }),
		putObject(core, caller, notes, "new", { fields: { n: 2 } }),
		createObject(core, caller, notes, { fields: { n: 3 } }),
		ensureBucket(core, caller, notes),
	].map((each: Promise<unknown>) => each.then(() => made++));
	for (let turn = 0; turn < 20; turn++) await otherRequests();
	assert.equal(made, 0);
	gate.open();
	await Promise.all([deletion, ...making]);
	assert.deepEqual((await getObject(core, appID, notes, "old")).fields, { n: 1 });
	assert.equal((await getObject(core, appID, notes, "old")).version, 1);
	assert.equal((await bucketInfo(core, caller, notes)).size, 3);
});

test("other requests have their turn while it is emptied", async () => {
	const { core, caller } = await createWorld();
	await ensureBucket(core, caller, notes);
	let turns = 0;
	let deleting = true;
	const deletion = deleteBucket(core, caller, notes).then(() => {
		deleting = false;
	});
	for (; deleting; turns++) await otherRequests();
	await deletion;
	// Objects, bodies, subscribers, ACLs: each may be many.
	assert.ok(turns >= 4, `${turns} turns`);
});

test("an object that comes too late for the bucket it was for gets into a new one", async () => {
	const gate = createGate();
	let held = 0;
	const { core, caller } = await createWorld((store) => ({
		commit: async (writes, conditions) => {
			if (writes.some(({ key }) => key.includes("/object/")) && held++ === 0) await gate.passed;
			return store.commit(writes, conditions);
		},
	}));
	await ensureBucket(core, caller, notes);
	const late = createObject(core, caller, notes, { fields: { late: true } });
	await otherRequests();
	assert.equal(held, 1);
	await deleteBucket(core, caller, notes);
	await assert.rejects(getBucket(core, appID, notes), notFound);
	await core.clock.advance(1);
	gate.open();
	const { objectID } = await late;
	const bucket: Bucket = await getBucket(core, appID, notes);
	assert.equal(bucket.createdAt, core.clock.now());
	await getObject(core, appID, notes, objectID);
	assert.equal((await bucketInfo(core, caller, notes)).size, 1);
});
