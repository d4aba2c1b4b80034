// A snapshot somebody has edited: a field of the wrong type is refused with its place, before a call fails for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { recordKinds } from "../../src/core/record-kinds.ts";
import { createEmulator, type Emulator, ManualClock, type SnapshotDocument } from "../../src/index.ts";
import { call, newOwner } from "../helpers/owner.ts";

/** `change` is of some fields of an object, or all of a value that is none. */
const damages: readonly (readonly [kind: string, change: unknown, says: RegExp])[] = [
	["acl", { granted: [] }, /must have granted, which is an object of lists of texts$/],
	["acl", { revoked: { CREATE_OBJECTS_IN_BUCKET: "UserID:x" } }, /must have revoked, which is/],
	["acl", { groups: [1] }, /must have groups\[0\], which is an object$/],
	["app-parameters", { maxLoginAttempts: "2" }, /must have maxLoginAttempts, which is a whole number from 0$/],
	["bucket", { creator: 1 }, /must have creator, which is a text$/],
	["bucket-subscriber", { id: 1 }, /must have id, /],
	["command", { actions: "turn" }, /must have actions, which is a list of objects$/],
	["firmware-version", { firmwareVersion: 1 }, /must have firmwareVersion, which is a text$/],
	["installation", { owner: "user:x" }, /must have owner, which is an object$/],
	["installation", { owner: { type: "user" } }, /must have owner.id, which is a text$/],
	["installation-owner", { endpoint: { mqttTopic: 1 } }, /must have endpoint.mqttTopic, /],
	["mqtt-endpoint", { password: 1 }, /must have password, /],
	["object", { fields: null }, /must have fields, which is an object$/],
	["object", { dataType: "a/…" }, /must have dataType, which is a text of ASCII$/],
	["object", { createdAt: "today" }, /must have createdAt, which is a number$/],
	["object-publication", "app/emulator/user/x", /must be the key of a publication$/],
	["object-publication", "publication/none", /is no publication of its app$/],
	["object-upload", { pieces: {} }, /must have pieces, which is a list$/],
	["object-upload", { pieces: [{ first: 0 }] }, /must have pieces\[0\].last, which is a whole number from 0$/],
	["object-upload", { total: -1 }, /must have total, which is a whole number from 0$/],
	["object-upload", { total: 3 }, /pieces\[0\] is not in its place of the 3 bytes$/],
	["ownership-request", {}, /must be a list$/],
	["ownership-request", [{ owner: { type: "user", id: 1 } }], /must have \[0\].owner.id, which is a text$/],
	["push-record", { payload: "data" }, /must have payload, which is an object$/],
	["sent-code", { address: undefined }, /must have address, which is a text$/],
	["server-code", { source: 1 }, /must have source, /],
	["state", { state: 1 }, /must have state, /],
	["state-history", { written: {} }, /must have written, which is a list of texts$/],
	["subscription", "app/other/topic-subscriber/x/y", /must lead to records of its app$/],
	["thing", { owners: "user:x" }, /must have owners, /],
	["thing", { disabled: "no" }, /must have disabled, which is true or false$/],
	["thing-type", { configuration: [] }, /must have configuration, which is an object$/],
	["token", { subject: {} }, /must have subject.kind, /],
	["token-order", ["app/other/token/x"], /must lead to records of its app$/],
	["topic", { topicID: null }, /must have topicID, /],
	["trait", { states: {} }, /must have states, /],
	["trait", { actions: [{ turn: {} }] }, /must have actions, which is a list of objects {name: {payloadSchema}}$/],
	["trait", { states: [{ on: { payloadSchema: { type: "lamp" } } }] }, /is no trait \(states\.on\.payloadSchema - /],
	["trait-alias", { traitVersion: "1" }, /must have traitVersion, which is a whole number$/],
	["trigger", { trigger: { predicate: 1 } }, /must have trigger\./],
	["trigger-result", { succeeded: "yes" }, /must have succeeded, /],
	["user", { profile: { loginName: 1 } }, /must have profile.loginName, /],
];

/** Something of every kind that there is. */
async function fill(emulator: Emulator): Promise<void> {
	const owner = await newOwner(emulator);
	const { target, thingID, accessToken } = await owner.onboard("v1");
	const api = `/api/apps/${emulator.app.appID}`;
	const ask = async (as: string | undefined, method: string, path: string, body?: unknown, type?: string) => {
		const reply = await call(emulator, as, method, path, body, type);
		assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
		return reply.body;
	};
	await ask(owner.token, "PUT", `${target}/states`, { power: true });
	await owner.postCommand(target, [{ turn: true }]);
	await ask(owner.token, "POST", `${target}/triggers`, {
		predicate: { eventSource: "SCHEDULE", schedule: "0 0 * * *" },
		triggersWhat: "SERVER_CODE",
		serverCode: { endpoint: "f" },
	});
	await startUpload(emulator, owner.token, `${api}/users/me/buckets/bucket/objects/object`);
	await ask(owner.token, "POST", `${api}/groups`, { name: "g", owner: owner.userID, members: [] });
	const login = { grant_type: "client_credentials", client_id: "emulator-admin", client_secret: "emulator-secret" };
	const { access_token: admin } = await ask(undefined, "POST", `${api}/oauth2/token`, login);
	await ask(admin, "POST", `${api}/users`, { emailAddress: "eve@x.y", password: "1234" });
	const parameters = { maxLoginAttempts: 2, refreshTokenEnabled: true, emailAddressVerificationRequired: true };
	await ask(admin, "PATCH", `${api}/configuration/parameters`, parameters);
	await ask(admin, "POST", `${api}/users`, { loginName: "ann", emailAddress: "ann@x.y", password: "1234" });
	const { userID: bob } = await ask(admin, "POST", `${api}/users`, { phoneNumber: "+819012345678", password: "1234" });
	await call(emulator, undefined, "POST", `${api}/oauth2/token`, { username: "ann", password: "wrong" });
	await ask(undefined, "POST", `${api}/oauth2/token`, { username: "ann", password: "1234" });
	await call(emulator, undefined, "POST", `${api}/oauth2/token`, { username: "ann", password: "wrong" });
	await ask(accessToken, "POST", `${api}/things/${thingID}/ownership/request/user:${bob}`);
	const registration = { deviceType: "ANDROID", installationRegistrationID: "gcm-1" };
	await ask(owner.token, "POST", `${api}/installations`, registration);
	const { installationID } = await ask(owner.token, "POST", `${api}/installations`, { deviceType: "MQTT" });
	const early = await call(emulator, owner.token, "GET", `${api}/installations/${installationID}/mqtt-endpoint`);
	assert.equal(early.status, 503);
	const push = { data: { a: 1 }, gcm: { enabled: true } };
	await ask(owner.token, "POST", `${api}/users/me/push/messages`, push);
	await ask(undefined, "POST", "/_emulator/apps", { appID: "seeded" });
	await ask(undefined, "PUT", "/_emulator/seed?app=seeded", seed);
	await emulator.clock.advance(24 * 60 * 60 * 1000);
}

/** Of an object whose body is published, an upload with one chunk. */
async function startUpload({ url }: Emulator, token: string, object: string): Promise<void> {
	const send = async (method: string, tail: string, body: string, headers: Readonly<Record<string, string>>) => {
		const authorization = `Bearer ${token}`;
		const reply = await fetch(`${url}${object}${tail}`, { method, headers: { authorization, ...headers }, body });
		assert.ok(reply.ok, `${method} ${tail}: ${reply.status}`);
		return reply;
	};
	await send("PUT", "", "{}", { "content-type": "application/json" });
	await send("PUT", "/body", "body", { "content-type": "text/plain" });
	await send("POST", "/body/publish", "{}", {
		"content-type": "application/vnd.kii.ObjectBodyPublicationRequest+json",
	});
	const started = await send("POST", "/body/uploads", "{}", {
		"content-type": "application/vnd.kii.StartObjectBodyUploadRequest+json",
	});
	const { uploadID } = (await started.json()) as { readonly uploadID: string };
	const chunk = { "content-type": "text/plain", "content-range": "bytes=0-3/8" };
	await send("PUT", `/body/uploads/${uploadID}/data`, "half", chunk);
}

const seed = {
	version: 1,
	traits: [{ trait: "P", states: [{ on: { payloadSchema: {} } }], actions: [{ turn: { payloadSchema: {} } }] }],
	thingTypes: [
		{
			thingType: "lamp",
			firmwareVersions: [{ firmwareVersion: "v1", aliases: { p: { trait: "P", traitVersion: 1 } } }],
		},
	],
	serverCode: [{ source: "function f() {}", current: true }],
	users: [{ userID: "u1", loginName: "seeded", password: "1234", tokens: ["t"] }],
	things: [
		{ thingID: "gateway", vendorThingID: "gateway", layoutPosition: "GATEWAY", password: "1234" },
		{ thingID: "node", vendorThingID: "node", layoutPosition: "END_NODE", gateway: "gateway", password: "1234" },
	],
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

const kindOf = ({ key }: { readonly key: string }) => (key.startsWith("app/") ? key.split("/")[2] : undefined);

async function refuse(emulator: Emulator, good: SnapshotDocument, n: number, value: unknown, says: RegExp) {
	const record = good.records[n];
	assert.ok(record);
	const records = good.records.with(n, { ...record, value });
	const reply = await call(emulator, undefined, "PUT", "/_emulator/snapshot", { ...good, records });
	assert.deepEqual(
		[record.key, reply.status, reply.body?.errorCode, reply.body?.path],
		[record.key, 400, "SNAPSHOT_INVALID", `records[${n}].value`],
	);
	assert.match(reply.body.message, says);
	assert.ok(reply.body.message.includes(`of ${JSON.stringify(record.key)}`), reply.body.message);
}

test("of each kind that the store can hold, one is refused with its key and field, and the whole is taken", async () => {
	await using emulator = await createEmulator({ clock: new ManualClock(Date.UTC(2030, 0, 1)), endpointNotReady: 1 });
	await fill(emulator);
	const good = await emulator.snapshot.export();
	// A kind that is new has a place in the table, or it does not compile; here is something of it, or this fails.
	const kinds = new Set(good.records.map(kindOf).filter((kind) => kind !== undefined));
	assert.deepEqual([...kinds].sort(), Object.keys(recordKinds).sort());
	for (const kind of kinds) {
		const n = good.records.findIndex((record) => kindOf(record) === kind);
		await refuse(emulator, good, n, true, / must (?:be|lead to) /);
	}
	for (const [kind, change, says] of damages) {
		const n = good.records.findIndex((record) => kindOf(record) === kind);
		const { value } = good.records[n] ?? {};
		const isPart = typeof change === "object" && !Array.isArray(change);
		await refuse(
			emulator,
			good,
			n,
			isPart && !Array.isArray(value) ? { ...(value as object), ...change } : change,
			says,
		);
	}
	assert.equal((await call(emulator, undefined, "PUT", "/_emulator/snapshot", good)).status, 200);
});

test("a publication, and an upload whose bytes are not there, are refused with their place", async () => {
	await using emulator = await createEmulator();
	await startUpload(
		emulator,
		(await newOwner(emulator)).token,
		"/api/apps/emulator/users/me/buckets/bucket/objects/object",
	);
	const good = await emulator.snapshot.export();
	const publication = good.records.findIndex(({ key }) => key.startsWith("publication/"));
	const { value } = good.records[publication] as { value: object };
	await refuse(emulator, good, publication, { ...value, address: "o" }, /must have address, which is an object$/);
	const upload = good.records.findIndex((record) => kindOf(record) === "object-upload");
	const begun = good.records[upload] as { value: { pieces: [{ versionID: string }] } };
	const [{ versionID }] = begun.value.pieces;
	for (const [bodies, says] of [
		[good.bodies.filter(({ key }) => !key.endsWith(versionID)), /pieces\[0\] has no bytes in bodies$/],
		[
			good.bodies.map((body) => ({ ...body, base64: body.base64.slice(4) })),
			/pieces\[0\] is not a part of its 1 bytes$/,
		],
	] as const) {
		const damaged = { ...good, bodies };
		await refuse(emulator, damaged, upload, begun.value, says);
	}
});
