import assert from "node:assert/strict";
import { test } from "node:test";
import { grant } from "../../../src/core/access/acl-entries.ts";
import { appScope, type ObjectScope } from "../../../src/core/access/object-scope.ts";
import { anonymousUser } from "../../../src/core/access/subject.ts";
import {
	bucketForNewObject,
	bucketResource,
	ensureBucket,
	findBucket,
	getBucket,
} from "../../../src/core/data/bucket.ts";
import { bucketAddress, bucketType, typedBucketID } from "../../../src/core/data/bucket-address.ts";
import { bucketInfo, requireBucket } from "../../../src/core/data/bucket-info.ts";
import { createObject } from "../../../src/core/data/write-object.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner } from "../../helpers/core.ts";

const notes = { scope: appScope, bucketID: "notes" };

test("a path names a bucket with its type or without", () => {
	const idOf = (text: string) => bucketAddress(appScope, text).bucketID;
	for (const text of ["notes", "rw:notes", "default:notes", "DEFAULT:notes", "Rw:notes"])
		assert.equal(idOf(text), "notes");
	for (const text of ["CRYPTO:notes", "crypto:notes"]) assert.equal(idOf(text), "CRYPTO:notes");
	assert.equal(idOf("other:notes"), "other:notes");
	assert.deepEqual(
		["rw:a1", "CRYPTO:a1"].map((text) => bucketType(bucketAddress(appScope, text))),
		["rw", "crypto"],
	);
	assert.deepEqual(
		["a1", "crypto:a1"].map((text) => typedBucketID(bucketAddress(appScope, text))),
		["rw:a1", "CRYPTO:a1"],
	);
});

test("bucket IDs: 2 to 64 letters, digits, - and _, not reserved", async () => {
	const core = await createTestCore();
	const { caller } = await newOwner(core);
	const ensure = (bucketID: string) => ensureBucket(core, caller, { scope: appScope, bucketID });
	for (const bucketID of ["ab", "a".repeat(64), "A-b_9", "--", "CRYPTO:ab", "Users"]) {
		assert.equal((await ensure(bucketID)).bucketID, bucketID);
	}
	for (const bucketID of [
		"a",
		"a".repeat(65),
		"a.b",
		"a b",
		"é1",
		"",
		"_ab",
		"CRYPTO:a",
		"users",
		"things",
		"internal",
	]) {
		await assert.rejects(ensure(bucketID), {
			errorCode: "INVALID_BUCKET",
			status: 400,
			context: { objectScope: { appID, type: "APP" }, bucketID },
		});
	}
	await assert.rejects(ensure("sync:ab"), { errorCode: "BUCKET_TYPE_NOT_SUPPORTED", status: 400 });
});

test("a bucket is made once, by whoever comes first", async () => {
	const core = await createTestCore();
	const { userID, caller } = await newOwner(core);
	const scope: ObjectScope = { type: "user", id: userID };
	const address = { scope, bucketID: "notes" };
	await assert.rejects(getBucket(core, appID, address), {
		errorCode: "BUCKET_NOT_FOUND",
		context: { objectScope: { appID, userID, type: "APP_AND_USER" }, bucketID: "notes" },
	});
	const made = await Promise.all(Array.from({ length: 10 }, () => ensureBucket(core, caller, address)));
	assert.deepEqual(made[0], { bucketID: "notes", creator: `UserID:${userID}`, createdAt: core.clock.now() });
	for (const bucket of made) assert.deepEqual(bucket, made[0]);
	const admin = await callerOf(core, { kind: "admin" });
	assert.deepEqual(await ensureBucket(core, admin, address), made[0]);
});

test("to make a bucket is a right in its scope, to create objects one in the bucket once it is there", async () => {
	const core = await createTestCore();
	const admin = await callerOf(core, { kind: "admin" });
	const { caller } = await newOwner(core);
	for (const open of [ensureBucket, bucketForNewObject]) {
		await assert.rejects(open(core, anonymous, notes), { errorCode: "UNAUTHORIZED", status: 401 });
	}
	assert.equal(await findBucket(core, appID, notes), undefined);
	const scope = { kind: "scope", scope: appScope, ids: [] } as const;
	await grant(core, admin, scope, "CREATE_NEW_BUCKET", anonymousUser);
	// The one that makes the bucket gets its object in, the next one needs the right in the bucket.
	await bucketForNewObject(core, anonymous, notes);
	await assert.rejects(bucketForNewObject(core, anonymous, notes), { errorCode: "UNAUTHORIZED" });
	await bucketForNewObject(core, caller, notes);
	const resource = bucketResource(notes, await getBucket(core, appID, notes));
	await grant(core, admin, resource, "CREATE_OBJECTS_IN_BUCKET", anonymousUser);
	await bucketForNewObject(core, anonymous, notes);
});

test("type and number of objects, also of many, for those who may know", async () => {
	const core = await createTestCore();
	const { userID, caller } = await newOwner(core);
	const stranger = (await newOwner(core, "stranger")).caller;
	const address = { scope: { type: "user", id: userID } as const, bucketID: "CRYPTO:notes" };
	await assert.rejects(requireBucket(core, caller, address), { errorCode: "BUCKET_NOT_FOUND" });
	await ensureBucket(core, caller, address);
	assert.deepEqual(await bucketInfo(core, caller, address), { bucketType: "crypto", size: 0 });
	for (let n = 0; n < 2001; n++) await createObject(core, caller, address, { fields: { n } });
	assert.deepEqual(await bucketInfo(core, caller, address), { bucketType: "crypto", size: 2001 });
	await requireBucket(core, await callerOf(core, { kind: "admin" }), address);
	for (const other of [stranger, anonymous]) {
		await assert.rejects(bucketInfo(core, other, address), { errorCode: "UNAUTHORIZED", status: 401 });
		await assert.rejects(requireBucket(core, other, address), { errorCode: "UNAUTHORIZED", status: 401 });
	}
	// Of the app's, everybody may know who may query.
	await ensureBucket(core, caller, notes);
	assert.deepEqual(await bucketInfo(core, anonymous, notes), { bucketType: "rw", size: 0 });
});
