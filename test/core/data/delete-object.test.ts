import assert from "node:assert/strict";
import { test } from "node:test";
import { grant } from "../../../src/core/access/acl-entries.ts";
import { appScope } from "../../../src/core/access/object-scope.ts";
import { anonymousUser } from "../../../src/core/access/subject.ts";
import { deleteObject } from "../../../src/core/data/delete-object.ts";
import { getObject, objectBodyKey, objectResource } from "../../../src/core/data/object-record.ts";
import { patchObject, putObject } from "../../../src/core/data/write-object.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner } from "../../helpers/core.ts";

const notes = { scope: appScope, bucketID: "notes" };
const context = { objectScope: { appID, type: "APP" }, bucketID: "notes", objectID: "o1" };

async function createWorld() {
	const core = await createTestCore();
	const { caller } = await newOwner(core);
	const { object } = await putObject(core, caller, notes, "o1", { fields: {} });
	return { core, caller, object };
}

test("with its body and its ACL; the bucket and the other objects stay", async () => {
	const { core, caller, object } = await createWorld();
	const admin = await callerOf(core, { kind: "admin" });
	await putObject(core, caller, notes, "o12", { fields: {} });
	await core.store.commit([
		{
			key: `app/${appID}/object/app/notes/o1`,
			value: { ...object, body: { contentType: "a/b", size: 1, bodyID: "b1", versionID: "v1", modifiedAt: 1 } },
		},
	]);
	const bytesOf = (objectID: string) => `${objectBodyKey(appID, notes, objectID)}/v1`;
	for (const objectID of ["o1", "o12"]) await core.blobs.put(bytesOf(objectID), new Uint8Array(1));
	await grant(core, admin, objectResource(notes, object), "WRITE_EXISTING_OBJECT", anonymousUser);
	await deleteObject(core, anonymous, notes, "o1");
	const notFound = { errorCode: "OBJECT_NOT_FOUND", status: 404, context };
	await assert.rejects(getObject(core, appID, notes, "o1"), notFound);
	await assert.rejects(deleteObject(core, caller, notes, "o1"), notFound);
	await assert.rejects(deleteObject(core, caller, notes, "o1", { versions: ["1"] }), notFound);
	assert.equal(await core.blobs.get(bytesOf("o1")), undefined);
	assert.ok(await core.blobs.get(bytesOf("o12")));
	await getObject(core, appID, notes, "o12");
	// The next one under that ID is a new one.
	assert.equal((await putObject(core, caller, notes, "o1", { fields: {} })).object.version, 1);
	await assert.rejects(patchObject(core, anonymous, notes, "o1", {}), { errorCode: "UNAUTHORIZED" });
});

test("only if current", async () => {
	const { core, caller } = await createWorld();
	await patchObject(core, caller, notes, "o1", {});
	await assert.rejects(deleteObject(core, caller, notes, "o1", { versions: ["1"] }), {
		errorCode: "OBJECT_VERSION_IS_STALE",
		status: 409,
		context,
	});
	await deleteObject(core, caller, notes, "o1", { versions: ["1", "2"] });
});

test("If-None-Match means nothing", async () => {
	const { core, caller } = await createWorld();
	await deleteObject(core, caller, notes, "o1", { absent: true });
	await assert.rejects(getObject(core, appID, notes, "o1"), { errorCode: "OBJECT_NOT_FOUND" });
});

test("of a change and a deletion that have seen the same version one wins", async () => {
	for (const deletionFirst of [true, false]) {
		const { core, caller } = await createWorld();
		const change = () => patchObject(core, caller, notes, "o1", { a: 1 }, { versions: ["1"] });
		const deletion = () => deleteObject(core, caller, notes, "o1", { versions: ["1"] });
		const calls: (() => Promise<unknown>)[] = deletionFirst ? [deletion, change] : [change, deletion];
		const results = await Promise.allSettled(calls.map((call) => call()));
		assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
		const there = await getObject(core, appID, notes, "o1").then(
			() => true,
			() => false,
		);
		const [first] = results;
		assert.equal(there, (first?.status === "fulfilled") !== deletionFirst);
	}
});
