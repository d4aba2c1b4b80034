import assert from "node:assert/strict";
import { test } from "node:test";
import { appScope } from "../../../src/core/access/object-scope.ts";
import { findBucket } from "../../../src/core/data/bucket.ts";
import { getObject, objectETag, objectView } from "../../../src/core/data/object-record.ts";
import { createObject, patchObject, putObject } from "../../../src/core/data/write-object.ts";
import { appID, callerOf, createTestCore, newOwner } from "../../helpers/core.ts";

const notes = { scope: appScope, bucketID: "notes" };
const context = { objectScope: { appID, type: "APP" }, bucketID: "notes", objectID: "o1" };
const typed = `application/vnd.${appID}.mydata+json`;

async function createWorld() {
	const core = await createTestCore();
	return { core, ...(await newOwner(core)) };
}

test("a new object: its ID, times, owner, version and type", async () => {
	const { core, caller, userID } = await createWorld();
	const object = await createObject(core, caller, notes, { fields: { a: 1 }, dataType: typed });
	assert.match(object.objectID, /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
	const now = core.clock.now();
	const times = { _created: now, _modified: now };
	const own = { _id: object.objectID, ...times, _owner: userID, _version: "1", _dataType: "mydata" };
	assert.deepEqual(objectView(object), { a: 1, ...own });
	assert.equal(objectETag(object), '"1"');
	assert.deepEqual(await getObject(core, appID, notes, object.objectID), object);
	const admin = await callerOf(core, { kind: "admin" });
	const plain = await createObject(core, admin, notes, { fields: {} });
	assert.equal(plain.dataType, "application/json");
	// As recorded replies: no _dataType for application/json.
	assert.deepEqual(objectView(plain), { _id: plain.objectID, ...times, _version: "1" });
});

test("PUT makes an object or replaces it, with what was its beginning", async () => {
	const { core, caller, userID } = await createWorld();
	const start = core.clock.now();
	const first = await putObject(core, caller, notes, "o1", { fields: { a: 1, b: 2 }, dataType: typed });
	assert.equal(first.created, true);
	assert.equal(first.object.version, 1);
	await core.clock.advance(10);
	const other = (await newOwner(core, "other")).caller;
	const second = await putObject(core, other, notes, "o1", { fields: { c: 3 } });
	assert.equal(second.created, false);
	assert.deepEqual(objectView(await getObject(core, appID, notes, "o1")), {
		c: 3,
		_id: "o1",
		_created: start,
		_modified: start + 10,
		_owner: userID,
		_version: "2",
		_dataType: "mydata",
	});
	const third = await putObject(core, caller, notes, "o1", { fields: {}, dataType: "application/json" });
	assert.equal(third.object.dataType, "application/json");
});

test("PATCH changes some fields, and the version", async () => {
	const { core, caller } = await createWorld();
	await putObject(core, caller, notes, "o1", { fields: { a: 1, deep: { x: 1 } }, dataType: typed });
	await core.clock.advance(5);
	const patched = await patchObject(core, caller, notes, "o1", { deep: { y: 2 }, c: null });
	assert.deepEqual(patched.fields, { a: 1, deep: { x: 1, y: 2 }, c: null });
	assert.equal(patched.version, 2);
	assert.equal(patched.dataType, typed);
	assert.equal(patched.modifiedAt, patched.createdAt + 5);
	const same = await patchObject(core, caller, notes, "o1", {}, { versions: ["2"] });
	assert.equal(same.version, 3);
});

test("conditions: only if current, only if not there", async () => {
	const { core, caller } = await createWorld();
	const put = (versions: string[]) => putObject(core, caller, notes, "o1", { fields: {} }, { versions });
	const create = () => putObject(core, caller, notes, "o1", { fields: {} }, { absent: true });
	await assert.rejects(put(["1"]), { errorCode: "BUCKET_NOT_FOUND" });
	assert.equal(await findBucket(core, appID, notes), undefined);
	await createObject(core, caller, notes, { fields: {} });
	for (const versions of [["1"], ["*"]])
		await assert.rejects(put(versions), { errorCode: "OBJECT_NOT_FOUND", context });
	assert.equal((await create()).created, true);
	await assert.rejects(create(), { errorCode: "OBJECT_ALREADY_EXISTS", status: 409, context });
	assert.equal((await put(["1"])).object.version, 2);
	await assert.rejects(put(["1"]), { errorCode: "OBJECT_VERSION_IS_STALE", status: 409, context });
	assert.equal((await put(["*"])).object.version, 3);
	await assert.rejects(patchObject(core, caller, notes, "o1", {}, { versions: ["2"] }), {
		errorCode: "OBJECT_VERSION_IS_STALE",
	});
	await assert.rejects(patchObject(core, caller, notes, "o1", {}, { absent: true }), {
		errorCode: "OBJECT_ALREADY_EXISTS",
	});
	assert.equal((await patchObject(core, caller, notes, "o1", {}, { versions: ["3"] })).version, 4);
	await assert.rejects(patchObject(core, caller, notes, "o2", {}), { errorCode: "OBJECT_NOT_FOUND" });
	const none = { scope: appScope, bucketID: "none" };
	await assert.rejects(patchObject(core, caller, none, "o1", {}), { errorCode: "BUCKET_NOT_FOUND" });
});

test("of many writers that have seen the same version one wins", async () => {
	const { core, caller } = await createWorld();
	const count = (results: PromiseSettledResult<unknown>[], status: string) =>
		results.filter((result) => result.status === status).length;
	const created = await Promise.allSettled(
		Array.from({ length: 20 }, (_, n) => putObject(core, caller, notes, "o1", { fields: { n } }, { absent: true })),
	);
	assert.equal(count(created, "fulfilled"), 1);
	const written = await Promise.allSettled(
		Array.from({ length: 20 }, (_, n) =>
			n % 2 === 0
				? putObject(core, caller, notes, "o1", { fields: { n } }, { versions: ["1"] })
				: patchObject(core, caller, notes, "o1", { n }, { versions: ["1"] }),
		),
	);
	assert.equal(count(written, "fulfilled"), 1);
	for (const result of written) {
		if (result.status === "rejected") assert.equal(result.reason.errorCode, "OBJECT_VERSION_IS_STALE");
	}
	assert.equal((await getObject(core, appID, notes, "o1")).version, 2);
});

test("without a condition every writer gets through, and no partial update is lost", async () => {
	const { core, caller } = await createWorld();
	const puts = await Promise.all(
		Array.from({ length: 20 }, () => putObject(core, caller, notes, "o1", { fields: {} })),
	);
	assert.equal(puts.filter(({ created }) => created).length, 1);
	assert.equal(new Set(puts.map(({ object }) => object.version)).size, 20);
	await Promise.all(Array.from({ length: 20 }, (_, n) => patchObject(core, caller, notes, "o1", { [`k${n}`]: n })));
	const { fields, version } = await getObject(core, appID, notes, "o1");
	assert.equal(Object.keys(fields).length, 20);
	assert.equal(version, 40);
});

test("object IDs: 2 to 100 letters, digits, _, - and .", async () => {
	const { core, caller } = await createWorld();
	const put = (objectID: string) => putObject(core, caller, notes, objectID, { fields: {} });
	for (const objectID of ["ab", "a".repeat(100), "A.b-c_9", "..", "__proto__"]) {
		assert.equal((await put(objectID)).object.objectID, objectID);
		assert.equal((await getObject(core, appID, notes, objectID)).objectID, objectID);
	}
	for (const objectID of ["a", "a".repeat(101), "a b", "a/b", "é1", "a%"]) {
		await assert.rejects(put(objectID), { errorCode: "INVALID_OBJECT_ID", status: 400 });
	}
});

test("65,534 characters, after a partial update, too; what is too large makes no bucket", async () => {
	const { core, caller } = await createWorld();
	const large = { text: "x".repeat(65_534) };
	const tooLarge = { errorCode: "INVALID_INPUT_DATA", status: 400 };
	await assert.rejects(createObject(core, caller, notes, { fields: large }), tooLarge);
	await assert.rejects(putObject(core, caller, notes, "o1", { fields: large }), tooLarge);
	assert.equal(await findBucket(core, appID, notes), undefined);
	await putObject(core, caller, notes, "o1", { fields: { text: "x".repeat(65_000) } });
	await assert.rejects(patchObject(core, caller, notes, "o1", { more: "x".repeat(600) }), tooLarge);
	assert.equal((await getObject(core, appID, notes, "o1")).version, 1);
});
