import assert from "node:assert/strict";
import { test } from "node:test";
import { appScope } from "../../../../src/core/access/object-scope.ts";
import { moveBody } from "../../../../src/core/data/body/move-body.ts";
import { getBody, putBody } from "../../../../src/core/data/body/object-body.ts";
import { getObject } from "../../../../src/core/data/object-record.ts";
import { anonymous, appID, newOwner } from "../../../helpers/core.ts";
import { bytes, createCoreWithSlowBlobs, newObject, text } from "../../../helpers/object.ts";

async function createWorld() {
	const core = await createCoreWithSlowBlobs();
	const { caller, userID } = await newOwner(core);
	const source = await newObject(core, caller, { scope: appScope, bucketID: "CRYPTO:from" });
	const target = await newObject(core, caller, { scope: { type: "user", id: userID }, objectID: "target" });
	await putBody(core, caller, source, { bytes: bytes("moved"), contentType: "text/plain" });
	return { core, caller, source, target };
}

test("a body moves to an object of another scope, in place of what that had", async () => {
	const { core, caller, source, target } = await createWorld();
	await putBody(core, caller, target, { bytes: bytes("old") });
	await core.clock.advance(7);
	await moveBody(core, caller, source, target);
	const { body, bytes: got } = await getBody(core, caller, target);
	assert.deepEqual([text(got), body.contentType, body.size], ["moved", "text/plain", 5]);
	await assert.rejects(getBody(core, caller, source), { errorCode: "OBJECT_BODY_NOT_FOUND" });
	for (const address of [source, target]) {
		const { modifiedAt, version } = await getObject(core, appID, address, address.objectID);
		assert.deepEqual([modifiedAt, version], [core.clock.now(), 1]);
	}
	assert.equal(core.kept.size, 1);
});

test("needs a body, both objects, another target, and all rights on both", async () => {
	const { core, caller, source, target } = await createWorld();
	const stranger = await newOwner(core, "stranger");
	await assert.rejects(moveBody(core, stranger.caller, source, target), { errorCode: "UNAUTHORIZED" });
	await assert.rejects(moveBody(core, anonymous, source, { ...source, objectID: "x" }), { errorCode: "UNAUTHORIZED" });
	await assert.rejects(moveBody(core, caller, target, source), { errorCode: "OBJECT_BODY_NOT_FOUND" });
	const missing = { ...target, objectID: "none" };
	await assert.rejects(moveBody(core, caller, source, missing), { errorCode: "OBJECT_NOT_FOUND" });
	await assert.rejects(moveBody(core, caller, source, source), { errorCode: "INVALID_INPUT_DATA" });
	assert.equal(text((await getBody(core, caller, source)).bytes), "moved");
	assert.equal(core.kept.size, 1);
});

test("of moves at the same time one gets the body, and a write to the source in between is not lost", async () => {
	const { core, caller, source, target } = await createWorld();
	const other = await newObject(core, caller, { scope: appScope, objectID: "other" });
	const [first, second] = await Promise.allSettled([
		moveBody(core, caller, source, target),
		moveBody(core, caller, source, other),
	]);
	assert.equal([first, second].filter(({ status }) => status === "fulfilled").length, 1);
	assert.equal(core.kept.size, 1);

	await putBody(core, caller, source, { bytes: bytes("first") });
	await Promise.all([
		moveBody(core, caller, source, target),
		putBody(core, caller, source, { bytes: bytes("second") }),
	]);
	const bodies = await Promise.allSettled([source, target, other].map((address) => getBody(core, caller, address)));
	const texts = bodies.flatMap((body) => (body.status === "fulfilled" ? [text(body.value.bytes)] : []));
	assert.ok(texts.includes("second"), String(texts));
	assert.equal(core.kept.size, texts.length);
});

test("two bodies that change places at the same time are both still there or one has replaced the other", async () => {
	const { core, caller, source, target } = await createWorld();
	await putBody(core, caller, target, { bytes: bytes("old") });
	await Promise.allSettled([moveBody(core, caller, source, target), moveBody(core, caller, target, source)]);
	const bodies = await Promise.allSettled([source, target].map((address) => getBody(core, caller, address)));
	const there = bodies.filter(({ status }) => status === "fulfilled");
	assert.equal(there.length, core.kept.size);
	assert.ok(there.length >= 1);
});
