// A snapshot somebody has edited: a field of the wrong type is refused with its place, before a call fails for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator } from "../../src/index.ts";
import { call, newOwner } from "../helpers/owner.ts";

const damages: readonly (readonly [kind: string, change: object, says: RegExp])[] = [
	["acl", { granted: [] }, /must have granted, which is an object of lists of texts$/],
	["acl", { revoked: { CREATE_OBJECTS_IN_BUCKET: "UserID:x" } }, /must have revoked, which is/],
	["acl", { groups: [1] }, /must have groups, which is a list of objects$/],
	["bucket", { creator: 1 }, /must have creator, which is a text$/],
	["bucket-subscriber", { id: 1 }, /must have id, /],
	["command", { actions: "turn" }, /must have actions, which is a list of objects$/],
	["installation", { owner: "user:x" }, /must have owner, which is an object$/],
	["installation", { owner: { type: "user" } }, /must have owner.id, which is a text$/],
	["mqtt-endpoint", { password: 1 }, /must have password, /],
	["object", { fields: null }, /must have fields, which is an object$/],
	["object", { dataType: "a/…" }, /must have dataType, which is a text of ASCII$/],
	["object", { createdAt: "today" }, /must have createdAt, which is a number$/],
	["state", { state: 1 }, /must have state, /],
	["state-history", { written: {} }, /must have written, which is a list of texts$/],
	["thing", { owners: "user:x" }, /must have owners, /],
	["thing", { disabled: "no" }, /must have disabled, which is true or false$/],
	["token", { subject: {} }, /must have subject.kind, /],
	["topic", { topicID: null }, /must have topicID, /],
	["trait", { states: {} }, /must have states, /],
	["trigger", { trigger: { predicate: 1 } }, /must have trigger\./],
	["user", { profile: { loginName: 1 } }, /must have profile.loginName, /],
];

test("each is refused with its key and field, and the whole one is taken", async () => {
	await using emulator = await createEmulator();
	const owner = await newOwner(emulator);
	const { target } = await owner.onboard("v1");
	await owner.call("PUT", `${target}/states`, { power: true });
	await owner.call("POST", `${target}/commands`, {
		actions: [{ turn: true }],
		issuer: `user:${owner.userID}`,
		schema: "s",
		schemaVersion: 1,
	});
	await owner.call("POST", `${target}/triggers`, {
		predicate: { eventSource: "SCHEDULE", schedule: "0 0 * * *" },
		triggersWhat: "SERVER_CODE",
		serverCode: { endpoint: "f" },
	});
	const seed = {
		version: 1,
		traits: [{ trait: "P", states: [{ on: { payloadSchema: {} } }], actions: [{ turn: { payloadSchema: {} } }] }],
		users: [{ userID: "u1", loginName: "seeded", password: "1234", tokens: ["t"] }],
		topics: [{ topicID: "news", subscribers: ["user:u1"] }],
		buckets: [
			{
				bucketID: "data",
				creator: "user:u1",
				subscribers: ["user:u1"],
				acl: { CREATE_OBJECTS_IN_BUCKET: { revoke: ["UserID:ANY_AUTHENTICATED_USER"] } },
				objects: [{ objectID: "one", body: { text: "hi", contentType: "text/plain" } }],
			},
		],
	};
	const seeded = await call(emulator, undefined, "POST", "/_emulator/apps", { appID: "seeded" });
	assert.equal(seeded.status, 201);
	const loaded = await call(emulator, undefined, "PUT", "/_emulator/seed?app=seeded", seed);
	assert.equal(loaded.status, 200, JSON.stringify(loaded.body));
	const good = await emulator.snapshot.export();
	for (const [kind, change, says] of damages) {
		const n = good.records.findIndex(({ key }) => key.split("/")[2] === kind);
		const record = good.records[n];
		assert.ok(record, kind);
		const records = good.records.with(n, { ...record, value: { ...(record.value as object), ...change } });
		const reply = await call(emulator, undefined, "PUT", "/_emulator/snapshot", { ...good, records });
		assert.deepEqual(
			[kind, reply.status, reply.body.errorCode, reply.body.path],
			[kind, 400, "SNAPSHOT_INVALID", `records[${n}].value`],
		);
		assert.match(reply.body.message, says);
	}
	assert.equal((await call(emulator, undefined, "PUT", "/_emulator/snapshot", good)).status, 200);
});
