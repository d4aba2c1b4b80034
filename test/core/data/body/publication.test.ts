import assert from "node:assert/strict";
import { test } from "node:test";
import { appScope } from "../../../../src/core/access/object-scope.ts";
import { moveBody } from "../../../../src/core/data/body/move-body.ts";
import { deleteBody, putBody } from "../../../../src/core/data/body/object-body.ts";
import { openPublication, publishBody } from "../../../../src/core/data/body/publication.ts";
import { forgetOwner } from "../../../../src/core/forget-owner.ts";
import { appID, createTestCore, newOwner } from "../../../helpers/core.ts";
import { bytes, newObject, text } from "../../../helpers/object.ts";

const gone = { errorCode: "PUBLICATION_NOT_FOUND", status: 404 };
const expired = { errorCode: "PUBLICATION_EXPIRED", status: 410 };

async function createWorld() {
	const core = await createTestCore();
	const { caller, userID } = await newOwner(core);
	const address = await newObject(core, caller, { scope: { type: "user", id: userID } });
	await putBody(core, caller, address, { bytes: bytes("one") });
	return { core, caller, userID, address };
}

test("everybody can open a publication; it follows the body's bytes and ends with the body", async () => {
	const { core, caller, address } = await createWorld();
	const { publicationID, expiresAt } = await publishBody(core, caller, address, {});
	assert.match(publicationID, /^[a-z0-9]{25}$/);
	assert.equal(expiresAt, undefined);
	await core.clock.advance(1e12);
	assert.equal(text((await openPublication(core, publicationID)).bytes), "one");
	await putBody(core, caller, address, { bytes: bytes("two") });
	assert.equal(text((await openPublication(core, publicationID)).bytes), "two");
	await deleteBody(core, caller, address);
	await assert.rejects(openPublication(core, publicationID), gone);
	await putBody(core, caller, address, { bytes: bytes("another body") });
	await assert.rejects(openPublication(core, publicationID), gone);
});

test("a publication ends at its time", async () => {
	const { core, caller, address } = await createWorld();
	const at = await publishBody(core, caller, address, { expiresAt: core.clock.now() + 3000 });
	const within = await publishBody(core, caller, address, { expiresIn: 3 });
	const past = await publishBody(core, caller, address, { expiresAt: core.clock.now() - 1 });
	await assert.rejects(openPublication(core, past.publicationID), expired);
	await core.clock.advance(2999);
	for (const { publicationID } of [at, within]) await openPublication(core, publicationID);
	await core.clock.advance(1);
	for (const { publicationID } of [at, within]) await assert.rejects(openPublication(core, publicationID), expired);
	const both = { expiresAt: core.clock.now() + 1, expiresIn: 1 };
	await assert.rejects(publishBody(core, caller, address, both), { errorCode: "INVALID_INPUT_DATA" });
});

test("publishing needs the right to read and a body", async () => {
	const { core, caller, address } = await createWorld();
	const stranger = await newOwner(core, "stranger");
	await assert.rejects(publishBody(core, stranger.caller, address, {}), { errorCode: "UNAUTHORIZED" });
	await deleteBody(core, caller, address);
	await assert.rejects(publishBody(core, caller, address, {}), { errorCode: "OBJECT_BODY_NOT_FOUND" });
	const readable = await newObject(core, caller, { scope: appScope });
	await putBody(core, caller, readable, { bytes: bytes("x") });
	await publishBody(core, stranger.caller, readable, {});
});

test("a publication is gone when the body is moved or the owner of its scope is deleted", async () => {
	const { core, caller, address, userID } = await createWorld();
	const { publicationID } = await publishBody(core, caller, address, {});
	const target = await newObject(core, caller, { ...address, objectID: "target" });
	await moveBody(core, caller, address, target);
	await assert.rejects(openPublication(core, publicationID), gone);
	const second = await publishBody(core, caller, target, {});
	await forgetOwner(core, appID, { type: "user", id: userID });
	await assert.rejects(openPublication(core, second.publicationID), gone);
	await assert.rejects(openPublication(core, "../../object"), gone);
});
