import assert from "node:assert/strict";
import { test } from "node:test";
import { eventPayloads, messagePayloads } from "../../../src/core/push/message-payloads.ts";
import { parsePushMessage } from "../../../src/core/push/push-message.ts";

const fields = { objectScopeAppID: "app", topic: "news", sourceURI: "kiicloud://topics/news", sender: "u1", when: 1 };
const payloadsOf = (body: object) => messagePayloads(parsePushMessage(body), fields);

test("GCM gets strings only, its options in its own spelling", () => {
	const notification = { title: "t", clickAction: "c" };
	const gcm = { enabled: true, data: { a: "gcm" }, notification, collapseKey: "k", timeToLive: 0, dryRun: true };
	assert.deepEqual(payloadsOf({ data: { a: 1, Urgent: false }, gcm }).ANDROID, {
		network: "gcm",
		payload: {
			data: { ...fields, a: "gcm", Urgent: "false", when: "1" },
			notification,
			collapse_key: "k",
			time_to_live: 0,
			dry_run: true,
		},
	});
});

test("FCM goes before GCM", () => {
	const both = { gcm: { enabled: true }, fcm: { enabled: true } };
	assert.equal(payloadsOf(both).ANDROID?.network, "fcm");
	assert.equal(payloadsOf({ ...both, fcm: { enabled: false } }).ANDROID?.network, "gcm");
});

test("APNs gets aps and Kii's short keys; a custom key aps does not get in its way", () => {
	const apns = { enabled: true, data: { a: 2, aps: "x" }, alert: { body: "b" }, badge: 0, contentAvailable: true };
	assert.deepEqual(payloadsOf({ data: { a: 1, b: true }, apns: { ...apns, mutableContent: false } }).IOS, {
		network: "apns",
		payload: {
			a: 2,
			b: true,
			aps: { alert: { body: "b" }, badge: 0, "content-available": 1 },
			sa: "app",
			to: "news",
			s: "u1",
			w: 1,
		},
	});
});

test("JPush gets one object, networks that are not enabled get nothing", () => {
	assert.deepEqual(payloadsOf({ data: { a: 1 }, jpush: { enabled: true, data: { a: 2 } } }), {
		sendToDevelopment: true,
		sendToProduction: true,
		JPUSH: { network: "jpush", payload: { a: 2, ...fields } },
	});
});

test("a change in a bucket goes to all of them", () => {
	const event = { origin: "EVENT", type: "DATA_OBJECT_DELETED", sender: "u1", appID: "app", bucketID: "b", when: 1 };
	assert.deepEqual(eventPayloads(event), {
		sendToDevelopment: true,
		sendToProduction: true,
		MQTT: JSON.stringify(event),
		ANDROID: { network: "fcm", payload: { data: { ...event, when: "1" } } },
		IOS: { network: "apns", payload: { t: "DATA_OBJECT_DELETED", bi: "b", w: 1, aps: {} } },
		JPUSH: { network: "jpush", payload: event },
	});
});

test("each network's limit in bytes of UTF-8, to the byte", () => {
	for (const [network, limit] of [
		["mqtt", 4096],
		["gcm", 4096],
		["fcm", 4096],
		["apns", 2048],
	] as const) {
		const sized = (filler: string) => payloadsOf({ data: { "\u30ad": filler }, [network]: { enabled: true } });
		const { MQTT, ANDROID, IOS } = sized("");
		const empty = Buffer.byteLength(MQTT ?? JSON.stringify((ANDROID ?? IOS)?.payload));
		sized("x".repeat(limit - empty));
		assert.throws(() => sized("x".repeat(limit - empty + 1)), {
			errorCode: "INVALID_INPUT_DATA",
			context: { invalidFields: { [network]: `makes a message of ${limit + 1} bytes, ${limit} are allowed` } },
		});
		// Not enabled, not too large.
		payloadsOf({ data: { a: "x".repeat(limit) }, [network]: { enabled: false } });
	}
});
