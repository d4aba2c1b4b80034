import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { appScope } from "../../../../src/core/access/object-scope.ts";
import type { Core } from "../../../../src/core/context.ts";
import { bodyETag } from "../../../../src/core/data/body/body-etag.ts";
import { forgetBody } from "../../../../src/core/data/body/forget-body.ts";
import { deleteBody, getBody, putBody } from "../../../../src/core/data/body/object-body.ts";
import { getObject, objectKey } from "../../../../src/core/data/object-record.ts";
import { forgetOwner } from "../../../../src/core/forget-owner.ts";
import { write } from "../../../../src/core/records.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner } from "../../../helpers/core.ts";
import { bytes, createCoreWithSlowBlobs, newObject, text } from "../../../helpers/object.ts";

async function createWorld<T extends Core>(core: T) {
	const { caller, userID } = await newOwner(core);
	const address = await newObject(core, caller, { scope: { type: "user", id: userID } });
	return { core, caller, userID, address };
}

test("a body is given back as it came, with its type, and changes _modified but not _version", async () => {
	const { core, caller, address } = await createWorld(await createTestCore());
	await core.clock.advance(5);
	const put = await putBody(core, caller, address, { bytes: bytes("one"), contentType: "text/plain; charset=UTF-8" });
	const { body, bytes: got } = await getBody(core, caller, address);
	assert.equal(text(got), "one");
	assert.deepEqual(body, put);
	assert.equal(body.contentType, "text/plain; charset=UTF-8");
	assert.equal(body.size, 3);
	const object = await getObject(core, appID, address, address.objectID);
	assert.equal(object.modifiedAt, core.clock.now());
	assert.equal(body.modifiedAt, core.clock.now());
	assert.equal(object.version, 1);
	assert.deepEqual(object.fields, { a: 1 });
});

test("a body may be empty and has application/octet-stream unless it is told", async () => {
	const { core, caller, address } = await createWorld(await createTestCore());
	await putBody(core, caller, address, { bytes: new Uint8Array() });
	const { body, bytes: got } = await getBody(core, caller, address);
	assert.deepEqual([body.contentType, body.size, got.length], ["application/octet-stream", 0, 0]);
});

test("needs the object, its body, and the right to read or to write it", async () => {
	const { core, caller, address } = await createWorld(await createTestCore());
	const missing = { ...address, objectID: "none" };
	await assert.rejects(putBody(core, caller, missing, { bytes: bytes("x") }), { errorCode: "OBJECT_NOT_FOUND" });
	const noBody = { errorCode: "OBJECT_BODY_NOT_FOUND", status: 404 };
	await assert.rejects(getBody(core, caller, address), noBody);
	await assert.rejects(deleteBody(core, caller, address), noBody);
	const stranger = await newOwner(core, "stranger");
	for (const other of [stranger.caller, anonymous]) {
		const refused = { errorCode: "UNAUTHORIZED" };
		await assert.rejects(putBody(core, other, address, { bytes: bytes("x") }), refused);
		await assert.rejects(getBody(core, other, address), refused);
		await assert.rejects(deleteBody(core, other, address), refused);
	}
	await putBody(core, await callerOf(core, { kind: "admin" }), address, { bytes: bytes("x") });
});

test("whoever may only read an object of the app may read its body", async () => {
	const { core, caller } = await createWorld(await createTestCore());
	const address = await newObject(core, caller, { scope: appScope });
	await putBody(core, caller, address, { bytes: bytes("x") });
	assert.equal(text((await getBody(core, anonymous, address)).bytes), "x");
	await assert.rejects(deleteBody(core, anonymous, address), { errorCode: "UNAUTHORIZED" });
});

test("If-Match takes the ETag of the body or of the object, and an older one is 409", async () => {
	const { core, caller, address } = await createWorld(await createTestCore());
	const stale = { errorCode: "OBJECT_VERSION_IS_STALE", status: 409 };
	await assert.rejects(putBody(core, caller, address, { bytes: bytes("0"), ifMatch: "*" }), stale);
	const first = await putBody(core, caller, address, { bytes: bytes("1"), ifMatch: '"1"' });
	const ifMatch = bodyETag(first);
	const second = await putBody(core, caller, address, { bytes: bytes("2"), ifMatch });
	assert.notEqual(bodyETag(second), ifMatch);
	await assert.rejects(putBody(core, caller, address, { bytes: bytes("3"), ifMatch }), stale);
	await assert.rejects(deleteBody(core, caller, address, ifMatch), stale);
	assert.equal(text((await getBody(core, caller, address)).bytes), "2");
	await deleteBody(core, caller, address, second.versionID);
	const again = await putBody(core, caller, address, { bytes: bytes("1") });
	assert.ok(![first, second].some(({ versionID }) => versionID === again.versionID));
});

test("whatever runs at the same time, a reader finds bytes that belong to the record, and nothing is left over", async () => {
	const { core, caller, address } = await createWorld(await createCoreWithSlowBlobs());
	const writer = async (letter: string) => {
		for (let n = 1; n <= 20; n++) {
			const contentType = `text/${letter}${n}`;
			await putBody(core, caller, address, { bytes: bytes(`${letter}${n}`.repeat(n)), contentType });
			if (n % 7 === 0) await deleteBody(core, caller, address).catch(() => {});
		}
	};
	let reads = 0;
	let writing = true;
	const reader = async () => {
		while (writing) {
			await turn();
			const open = await getBody(core, caller, address).catch((error: { errorCode: string }) => {
				assert.equal(error.errorCode, "OBJECT_BODY_NOT_FOUND");
			});
			if (open === undefined) continue;
			const [, name = "", n = ""] = /^text\/([a-z])(\d+)$/.exec(open.body.contentType) ?? [];
			assert.equal(text(open.bytes), `${name}${n}`.repeat(Number(n)));
			assert.equal(open.body.size, open.bytes.length);
			reads++;
		}
	};
	const writers = Promise.all(["a", "b", "c"].map(writer)).finally(() => {
		writing = false;
	});
	await Promise.all([writers, reader(), reader()]);
	assert.ok(reads > 0);
	assert.ok(core.kept.size <= 1, [...core.kept.keys()].join());
});

test("a refused change leaves no bytes behind", async () => {
	const { core, caller, address } = await createWorld(await createCoreWithSlowBlobs());
	await assert.rejects(putBody(core, caller, address, { bytes: bytes("x"), ifMatch: "none" }));
	const key = objectKey(appID, address, address.objectID);
	const deleted = write(core, { key, value: undefined });
	await Promise.all([
		deleted,
		assert.rejects(putBody(core, caller, address, { bytes: bytes("x") }), { errorCode: "OBJECT_NOT_FOUND" }),
	]);
	assert.equal(core.kept.size, 0);
});

test("bytes that are missing from the blob store are no body, and no endless search", async () => {
	const { core, caller, address } = await createWorld(await createTestCore());
	await putBody(core, caller, address, { bytes: bytes("x") });
	await core.blobs.clear("");
	await assert.rejects(getBody(core, caller, address), { errorCode: "OBJECT_BODY_NOT_FOUND" });
});

test("a body goes with its object, and with the owner of its scope", async () => {
	const { core, caller, address, userID } = await createWorld(await createCoreWithSlowBlobs());
	await putBody(core, caller, address, { bytes: bytes("x") });
	await forgetBody(core, appID, address, await getObject(core, appID, address, address.objectID));
	assert.equal(core.kept.size, 0);
	await putBody(core, caller, address, { bytes: bytes("x") });
	await forgetOwner(core, appID, { type: "user", id: userID });
	assert.equal(core.kept.size, 0);
});
