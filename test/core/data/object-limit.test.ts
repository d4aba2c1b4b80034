import assert from "node:assert/strict";
import { test } from "node:test";
import { appScope } from "../../../src/core/access/object-scope.ts";
import { ensureApp } from "../../../src/core/app.ts";
import { deleteBucket } from "../../../src/core/data/delete-bucket.ts";
import { deleteObject } from "../../../src/core/data/delete-object.ts";
import { createObject, putObject } from "../../../src/core/data/write-object.ts";
import { appID, callerOf, createTestCore } from "../../helpers/core.ts";

const notes = { scope: appScope, bucketID: "notes" };
const others = { scope: appScope, bucketID: "others" };
const content = { fields: { a: 1 } };

test("one object more than max-objects is refused, whatever its bucket; replacing one is not", async () => {
	const core = await createTestCore({ maxObjects: 3 });
	const admin = await callerOf(core, { kind: "admin" });
	const { objectID } = await createObject(core, admin, notes, content);
	await createObject(core, admin, others, content);
	await createObject(core, admin, others, content);
	const refused = { errorCode: "OBJECT_LIMIT_EXCEEDED", status: 403, context: { appID, maxObjects: 3 } };
	await assert.rejects(createObject(core, admin, notes, content), refused);
	await assert.rejects(putObject(core, admin, notes, "new", content), refused);
	await putObject(core, admin, notes, objectID, { fields: { a: 2 } });
});

test("what is deleted, alone or with its bucket, makes room", async () => {
	const core = await createTestCore({ maxObjects: 2 });
	const admin = await callerOf(core, { kind: "admin" });
	const { objectID } = await createObject(core, admin, notes, content);
	await createObject(core, admin, others, content);
	await deleteObject(core, admin, notes, objectID);
	await createObject(core, admin, notes, content);
	await assert.rejects(createObject(core, admin, notes, content), { errorCode: "OBJECT_LIMIT_EXCEEDED" });
	await deleteBucket(core, admin, others);
	await createObject(core, admin, notes, content);
});

test("of many at once no more get in than there is room for", async () => {
	const core = await createTestCore({ maxObjects: 10 });
	const admin = await callerOf(core, { kind: "admin" });
	await createObject(core, admin, notes, content);
	const results = await Promise.allSettled(Array.from({ length: 50 }, () => createObject(core, admin, notes, content)));
	assert.equal(results.filter(({ status }) => status === "fulfilled").length, 9);
});

test("another app has its own count", async () => {
	const core = await createTestCore({ maxObjects: 1 });
	await ensureApp(core, { appID: "other", appKey: "k", clientID: "c", clientSecret: "s" });
	const admin = await callerOf(core, { kind: "admin" });
	await createObject(core, admin, notes, content);
	await createObject(core, { ...admin, appID: "other" }, notes, content);
});
