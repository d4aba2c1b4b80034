// The JSON on the MQTT topic, byte for byte.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { appScope, type ObjectScope } from "../../../src/core/access/object-scope.ts";
import type { Principal } from "../../../src/core/principal.ts";
import type { BucketEvent } from "../../../src/core/push/bucket-event.ts";
import { directFields, eventFields, topicFields } from "../../../src/core/push/message-fields.ts";
import { eventPayloads, messagePayloads } from "../../../src/core/push/message-payloads.ts";
import { parsePushMessage } from "../../../src/core/push/push-message.ts";

const user: Principal = { kind: "user", userID: "u1", accessToken: "t" };
const thing: Principal = { kind: "thing", thingID: "th.1", accessToken: "t" };
const admin: Principal = { kind: "admin", accessToken: "t" };
const when = 1478324740503;

function toTopic(scope: ObjectScope, body: object = {}, principal = user): unknown {
	const message = parsePushMessage({ mqtt: { enabled: true }, ...body });
	const fields = topicFields({ appID: "app", principal, when }, { scope, topicID: "status" }, message);
	return messagePayloads(message, fields).MQTT;
}

function direct(principal: Principal, body: object = {}): unknown {
	const message = parsePushMessage({ mqtt: { enabled: true }, ...body });
	const fields = directFields({ appID: "app", principal, when }, { type: "user", id: "u2" }, message);
	return messagePayloads(message, fields).MQTT;
}

describe("push to user", () => {
	test("app scope", () => {
		assert.equal(
			toTopic(appScope),
			'{"objectScopeAppID":"app","objectScopeType":"APP","topic":"status","sourceURI":"kiicloud://topics/status","sender":"u1","senderURI":"kiicloud://users/u1","when":1478324740503}',
		);
	});
	test("user scope", () => {
		assert.equal(
			toTopic({ type: "user", id: "u2" }),
			'{"objectScopeAppID":"app","objectScopeType":"APP_AND_USER","objectScopeUserID":"u2","topic":"status","sourceURI":"kiicloud://users/u2/topics/status","sender":"u1","senderURI":"kiicloud://users/u1","when":1478324740503}',
		);
	});
	test("thing scope, sent by the thing", () => {
		assert.equal(
			toTopic({ type: "thing", id: "th.1" }, {}, thing),
			'{"objectScopeAppID":"app","objectScopeType":"APP_AND_THING","objectScopeThingID":"th.1","topic":"status","sourceURI":"kiicloud://things/th.1/topics/status","sender":"th.1","senderURI":"kiicloud://things/th.1","when":1478324740503}',
		);
	});
	test("group scope: the keys and values that were recorded (evidence S1)", () => {
		const data = { value: '{"message":"asdf"}' };
		assert.deepEqual(JSON.parse(String(toTopic({ type: "group", id: "kiicorp" }, { data }))), {
			objectScopeGroupID: "kiicorp",
			sender: "u1",
			sourceURI: "kiicloud://groups/kiicorp/topics/status",
			objectScopeType: "APP_AND_GROUP",
			topic: "status",
			objectScopeAppID: "app",
			senderURI: "kiicloud://users/u1",
			value: '{"message":"asdf"}',
			when,
		});
	});

	const base = '"sourceURI":"kiicloud://topics/status"';
	const none = { sendSender: false, sendWhen: false, sendObjectScope: false, sendTopicID: false };
	const flags: readonly [body: object, json: string][] = [
		[{}, `{${base},"senderURI":"kiicloud://users/u1"}`],
		[{ sendSender: true }, `{${base},"sender":"u1","senderURI":"kiicloud://users/u1"}`],
		[{ sendWhen: true }, `{${base},"senderURI":"kiicloud://users/u1","when":${when}}`],
		[
			{ sendObjectScope: true },
			`{"objectScopeAppID":"app","objectScopeType":"APP",${base},"senderURI":"kiicloud://users/u1"}`,
		],
		[{ sendTopicID: true }, `{"topic":"status",${base},"senderURI":"kiicloud://users/u1"}`],
		[{ sendAppID: true }, `{${base},"senderURI":"kiicloud://users/u1","appID":"app"}`],
		[{ sendOrigin: true }, `{${base},"senderURI":"kiicloud://users/u1","origin":"EXPLICIT"}`],
		[{ pushMessageType: "chat" }, `{${base},"senderURI":"kiicloud://users/u1","type":"chat"}`],
	];
	for (const [body, json] of flags) {
		test(`with ${JSON.stringify(body)} only`, () => assert.equal(toTopic(appScope, { ...none, ...body }), json));
	}

	test("data and mqtt.data become one object; mqtt.data wins (evidence S4), Kii's own keys win over both", () => {
		const body = { ...none, data: { msg: "all", a: 1 }, mqtt: { enabled: true, data: { msg: "mqtt", b: [true] } } };
		assert.equal(toTopic(appScope, body), `{"msg":"mqtt","a":1,"b":[true],${base},"senderURI":"kiicloud://users/u1"}`);
		const forged = { data: { sender: "somebody", topic: "other", senderURI: "kiicloud://admins/APP_ADMIN" } };
		assert.match(
			String(toTopic(appScope, { mqtt: { enabled: true, ...forged } })),
			/^\{"sender":"u1","topic":"status","senderURI":"kiicloud:\/\/users\/u1",/,
		);
		assert.match(String(toTopic(appScope, { ...none, data: { topic: "mine" } })), /"topic":"mine"/);
	});
});

describe("direct push", () => {
	test("by the administrator: the documented example", () => {
		assert.deepEqual(JSON.parse(String(direct(admin, { data: { mymessage: "Hello" }, sendWhen: false }))), {
			sourceURI: "kiicloud://users/u2",
			mymessage: "Hello",
			senderURI: "kiicloud://admins/APP_ADMIN",
		});
	});
	test("never with topic, scope or app ID", () => {
		const all = { sendAppID: true, sendOrigin: true, sendObjectScope: true, sendTopicID: true, pushMessageType: "x" };
		assert.equal(
			direct(user, all),
			`{"sourceURI":"kiicloud://users/u2","sender":"u1","senderURI":"kiicloud://users/u1","when":${when},"origin":"EXPLICIT","type":"x"}`,
		);
	});
});

describe("push to app", () => {
	const event = (changes: Partial<BucketEvent> = {}, principal: Principal = user) => {
		const bucket = { scope: { type: "user", id: "u2" }, bucketID: "myBucket" } as const;
		const made: BucketEvent = { type: "DATA_OBJECT_CREATED", bucket, objectID: "o1", modifiedAt: 1, ...changes };
		return eventFields({ appID: "app", principal, when }, made);
	};
	test("the documented example, in its order", () => {
		assert.equal(
			eventPayloads(event()).MQTT,
			`{"modifiedAt":1,"origin":"EVENT","objectScopeType":"APP_AND_USER","bucketID":"myBucket","type":"DATA_OBJECT_CREATED","when":${when},"bucketType":"rw","sender":"u1","sourceURI":"kiicloud://users/u2/buckets/myBucket/objects/o1","appID":"app","objectScopeAppID":"app","objectScopeUserID":"u2","objectID":"o1"}`,
		);
	});
	test("modifiedAt only where an object has been modified", () => {
		const having = (
			[
				"DATA_OBJECT_CREATED",
				"DATA_OBJECT_UPDATED",
				"DATA_OBJECT_DELETED",
				"DATA_OBJECT_BODY_UPDATED",
				"DATA_OBJECT_BODY_DELETED",
				"DATA_OBJECT_ACL_MODIFIED",
			] as const
		).filter((type) => "modifiedAt" in event({ type }));
		assert.deepEqual(having, ["DATA_OBJECT_CREATED", "DATA_OBJECT_UPDATED", "DATA_OBJECT_BODY_UPDATED"]);
	});
	test("a deleted bucket has no object", () => {
		const { objectID: _, ...deleted } = { bucket: { scope: appScope, bucketID: "b1" }, objectID: undefined };
		const fields = eventFields(
			{ appID: "app", principal: admin, when },
			{ type: "BUCKET_DELETED", modifiedAt: 1, ...deleted },
		);
		assert.deepEqual(fields, {
			origin: "EVENT",
			objectScopeType: "APP",
			bucketID: "b1",
			type: "BUCKET_DELETED",
			when,
			bucketType: "rw",
			sourceURI: "kiicloud://buckets/b1",
			appID: "app",
			objectScopeAppID: "app",
		});
	});
	test("an encrypted bucket: its type, its bare ID, and the URI that the JavaScript SDK reads", () => {
		const { bucketID, bucketType, sourceURI } = event({ bucket: { scope: appScope, bucketID: "CRYPTO:b1" } });
		assert.deepEqual([bucketID, bucketType, sourceURI], ["b1", "crypto", "kiicloud://buckets/CRYPTO:b1/objects/o1"]);
	});
	test("no sender but users and things", () => {
		assert.equal(event({}, thing).sender, "th.1");
		for (const principal of [admin, { kind: "anonymous" } as const]) assert.ok(!("sender" in event({}, principal)));
	});
});
