import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyETag } from "../../../../src/core/data/body/body-etag.ts";
import { forgetBody } from "../../../../src/core/data/body/forget-body.ts";
import { getBody, putBody } from "../../../../src/core/data/body/object-body.ts";
import { deleteObject } from "../../../../src/core/data/delete-object.ts";
import { getObject } from "../../../../src/core/data/object-record.ts";
import { commitUpload } from "../../../../src/core/data/upload/commit-upload.ts";
import {
	cancelUpload,
	startUpload,
	uploadFolder,
	uploadFor,
	uploadLifetime,
} from "../../../../src/core/data/upload/upload.ts";
import { putChunk } from "../../../../src/core/data/upload/upload-chunk.ts";
import { forgetOwner } from "../../../../src/core/forget-owner.ts";
import { appID, newOwner } from "../../../helpers/core.ts";
import { bytes, createCoreWithSlowBlobs, newObject, text } from "../../../helpers/object.ts";

const notFound = { errorCode: "OBJECT_BODY_UPLOAD_NOT_FOUND", status: 404 };
const notAssured = { errorCode: "OBJECT_BODY_INTEGRITY_NOT_ASSURED", status: 412 };
const invalid = { errorCode: "INVALID_INPUT_DATA" };

async function createWorld(maxObjectBody = 1000) {
	const core = await createCoreWithSlowBlobs();
	const { caller, userID } = await newOwner(core);
	const address = await newObject(core, caller, { scope: { type: "user", id: userID } });
	const start = async () => (await startUpload(core, caller, address)).uploadID;
	const chunk = (uploadID: string, contentRange: string, content: string, contentType?: string) =>
		putChunk(core, caller, address, uploadID, { bytes: bytes(content), contentRange, contentType }, maxObjectBody);
	const commit = (uploadID: string, ifMatch?: string) => commitUpload(core, caller, address, uploadID, ifMatch);
	const body = async () => text((await getBody(core, caller, address)).bytes);
	return { core, caller, userID, address, start, chunk, commit, body };
}

test("chunks in any order, sent again or overlapping, make the body; until the commit the old one stays", async () => {
	const { core, caller, address, start, chunk, commit, body } = await createWorld();
	await putBody(core, caller, address, { bytes: bytes("old"), contentType: "text/old" });
	const uploadID = await start();
	await chunk(uploadID, "bytes=6-9/10", "6789", "video/mp4");
	await chunk(uploadID, "bytes 0-3/10", "xxxx", "video/mp4");
	await chunk(uploadID, "bytes=0-3/10", "0123", "video/mp4");
	await chunk(uploadID, "bytes=2-6/10", "23456", "video/mp4; codecs=x");
	assert.equal(await body(), "old");
	await commit(uploadID);
	assert.equal(await body(), "0123456789");
	const { body: record } = await getBody(core, caller, address);
	assert.deepEqual([record.contentType, record.size], ["video/mp4; codecs=x", 10]);
	assert.equal(core.kept.size, 1);
	for (const again of [commit(uploadID), cancelUpload(core, caller, address, uploadID)]) {
		await assert.rejects(again, notFound);
	}
});

test("a commit with bytes missing is refused, and the upload goes on", async () => {
	const { start, chunk, commit, body } = await createWorld();
	const uploadID = await start();
	await assert.rejects(commit(uploadID), notAssured);
	await chunk(uploadID, "bytes=0-3/10", "0123");
	await chunk(uploadID, "bytes=5-9/10", "56789");
	await assert.rejects(commit(uploadID), notAssured);
	await chunk(uploadID, "bytes=4-4/10", "4");
	await commit(uploadID);
	assert.equal(await body(), "0123456789");
});

test("a commit that names another version is refused", async () => {
	const { core, caller, address, start, chunk, commit, body } = await createWorld();
	const first = bodyETag(await putBody(core, caller, address, { bytes: bytes("1") }));
	const uploadID = await start();
	await chunk(uploadID, "bytes=0-0/1", "3");
	await putBody(core, caller, address, { bytes: bytes("2") });
	await assert.rejects(commit(uploadID, first), notAssured);
	assert.equal(await body(), "2");
	await commit(uploadID, '"1"');
	assert.equal(await body(), "3");
});

test("a range that does not fit is refused and leaves nothing behind", async () => {
	const { core, start, chunk } = await createWorld();
	const uploadID = await start();
	await assert.rejects(chunk(uploadID, "bytes=0-3/10", "01234"), invalid);
	await assert.rejects(chunk(uploadID, "bytes=0-3/10", "012"), invalid);
	await assert.rejects(chunk(uploadID, "nonsense", "0123"), invalid);
	await assert.rejects(chunk(uploadID, "bytes=0-3/10", "0123", "no type"), invalid);
	await assert.rejects(chunk(uploadID, "bytes=0-3/1001", "0123"), { errorCode: "REQUEST_TOO_LARGE", status: 413 });
	assert.equal(core.kept.size, 0);
	await chunk(uploadID, "bytes=0-3/10", "0123");
	await assert.rejects(chunk(uploadID, "bytes=0-3/11", "0123"), invalid);
	assert.equal(core.kept.size, 1);
});

test("chunks of which little is left cannot take more than twice the room of the body", async () => {
	const { core, start, chunk } = await createWorld();
	const uploadID = await start();
	const most = "x".repeat(90);
	await chunk(uploadID, "bytes=0-89/100", most);
	await chunk(uploadID, "bytes=1-90/100", most);
	await assert.rejects(chunk(uploadID, "bytes=2-91/100", most), invalid);
	assert.equal(core.kept.size, 2);
	await chunk(uploadID, "bytes=0-99/100", `${most}0123456789`);
	assert.equal(core.kept.size, 1);
});

test("a cancelled upload is gone with its chunks", async () => {
	const { core, caller, address, start, chunk, commit } = await createWorld();
	const uploadID = await start();
	await chunk(uploadID, "bytes=0-3/10", "0123");
	await cancelUpload(core, caller, address, uploadID);
	assert.equal(core.kept.size, 0);
	await assert.rejects(chunk(uploadID, "bytes=4-9/10", "456789"), notFound);
	await assert.rejects(commit(uploadID), notFound);
	await assert.rejects(cancelUpload(core, caller, address, uploadID), notFound);
	await assert.rejects(uploadFor(core, caller, address, uploadID), notFound);
});

test("an upload waits a day for its next chunk", async () => {
	const { core, caller, address, start, chunk, commit } = await createWorld();
	const uploadID = await start();
	await core.clock.advance(uploadLifetime - 1);
	await chunk(uploadID, "bytes=0-3/10", "0123");
	await core.clock.advance(uploadLifetime - 1);
	await uploadFor(core, caller, address, uploadID);
	await core.clock.advance(1);
	await assert.rejects(commit(uploadID), notFound);
	await assert.rejects(chunk(uploadID, "bytes=4-9/10", "456789"), notFound);
	await start();
	assert.equal(core.kept.size, 0);
});

test("an object has ten open uploads at most: the oldest gives way", async () => {
	const { core, caller, address, start, chunk } = await createWorld();
	const uploads: string[] = [];
	for (let n = 0; n < 11; n++) {
		const uploadID = await start();
		await chunk(uploadID, "bytes=0-0/1", "x");
		uploads.push(uploadID);
		await core.clock.advance(1);
	}
	const [oldest = "", ...others] = uploads;
	await assert.rejects(uploadFor(core, caller, address, oldest), notFound);
	for (const uploadID of others) await uploadFor(core, caller, address, uploadID);
	assert.equal(core.kept.size, 10);
});

test("uploading needs the right to write", async () => {
	const { core, address, start, chunk, caller } = await createWorld();
	const uploadID = await start();
	const stranger = await newOwner(core, "stranger");
	const refused = { errorCode: "UNAUTHORIZED" };
	await assert.rejects(startUpload(core, stranger.caller, address), refused);
	const chunkOfHis = { bytes: bytes("x"), contentRange: "bytes=0-0/1", contentType: undefined };
	await assert.rejects(putChunk(core, stranger.caller, address, uploadID, chunkOfHis, 10), refused);
	await assert.rejects(commitUpload(core, stranger.caller, address, uploadID), refused);
	await assert.rejects(cancelUpload(core, stranger.caller, address, uploadID), refused);
	await assert.rejects(uploadFor(core, stranger.caller, address, uploadID), refused);
	const other = await newObject(core, caller, { ...address, objectID: "other" });
	await assert.rejects(uploadFor(core, caller, other, uploadID), notFound);
	await chunk(uploadID, "bytes=0-0/1", "x");
});

test("chunks, commits and cancels at the same time leave a whole body or none, and nothing else", async () => {
	for (let round = 0; round < 20; round++) {
		const { core, caller, address, start, chunk, commit, body } = await createWorld();
		const uploadID = await start();
		await Promise.all([..."0123456789"].map((digit, n) => chunk(uploadID, `bytes=${n}-${n}/10`, digit)));
		await Promise.allSettled([
			commit(uploadID),
			commit(uploadID),
			chunk(uploadID, "bytes=0-4/10", "01234"),
			putBody(core, caller, address, { bytes: bytes("0123456789") }),
			...(round % 2 === 0 ? [cancelUpload(core, caller, address, uploadID)] : []),
		]);
		assert.equal(await body(), "0123456789");
		await cancelUpload(core, caller, address, uploadID).catch(() => {});
		assert.equal(core.kept.size, 1, `round ${round}`);
	}
});

test("uploads go with their object, and with the owner of its scope", async () => {
	const { core, caller, address, userID, start, chunk } = await createWorld();
	const uploadID = await start();
	await chunk(uploadID, "bytes=0-0/2", "x");
	await forgetBody(core, appID, address, await getObject(core, appID, address, address.objectID));
	assert.equal(core.kept.size, 0);
	await assert.rejects(uploadFor(core, caller, address, uploadID), notFound);
	await chunk(await start(), "bytes=0-0/2", "x");
	await forgetOwner(core, appID, { type: "user", id: userID });
	assert.equal(core.kept.size, 0);
});

test("an upload that starts while its object is deleted is not left behind", async () => {
	const { core, caller, address, start, chunk } = await createWorld();
	const oldest = await start();
	await chunk(oldest, "bytes=0-3/10", "0123");
	for (let count = 1; count < 10; count++) {
		await core.clock.advance(1);
		await start();
	}
	// Waits for the chunk of the oldest to go, and the deletion does not.
	const starting = assert.rejects(start(), { errorCode: "OBJECT_NOT_FOUND", status: 404 });
	await deleteObject(core, caller, address, address.objectID);
	await starting;
	assert.deepEqual(await core.store.list(uploadFolder(appID, address)), []);
	assert.equal(core.kept.size, 0);
});
