import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parsePushMessage } from "../../../src/core/push/push-message.ts";

const mqtt = { enabled: true };

function faultsOf(body: unknown): Record<string, string> {
	try {
		parsePushMessage(body);
	} catch (error) {
		const { errorCode, context } = error as { errorCode: string; context: { invalidFields: Record<string, string> } };
		assert.equal(errorCode, "INVALID_INPUT_DATA");
		return context.invalidFields;
	}
	return {};
}

test("what the JavaScript SDK's builder makes is taken, with the defaults of every flag", () => {
	const enabled = { enabled: true };
	const message = parsePushMessage({
		data: { message: "hello" },
		gcm: enabled,
		apns: enabled,
		jpush: enabled,
		mqtt: enabled,
	});
	assert.deepEqual(message.flags, {
		sendToDevelopment: true,
		sendToProduction: true,
		sendAppID: false,
		sendSender: true,
		sendWhen: true,
		sendOrigin: false,
		sendObjectScope: true,
		sendTopicID: true,
	});
	assert.deepEqual(Object.keys(message.networks), ["gcm", "apns", "jpush", "mqtt"]);
});

test("every flag is what the request says; null counts as missing", () => {
	const flags = {
		sendToDevelopment: false,
		sendToProduction: false,
		sendAppID: true,
		sendSender: false,
		sendWhen: false,
		sendOrigin: true,
		sendObjectScope: false,
		sendTopicID: false,
	};
	assert.deepEqual(parsePushMessage({ mqtt, ...flags }).flags, flags);
	const nulls = Object.fromEntries(Object.keys(flags).map((name) => [name, null]));
	const all = { mqtt, ...nulls, data: null, gcm: null, pushMessageType: null };
	assert.deepEqual(parsePushMessage(all), parsePushMessage({ mqtt }));
	for (const name of Object.keys(flags)) assert.deepEqual(Object.keys(faultsOf({ mqtt, [name]: "true" })), [name]);
});

test("a network that is not enabled gets nothing", () => {
	const { networks } = parsePushMessage({ gcm: {}, apns: { enabled: false }, jpush: { enabled: null }, mqtt });
	assert.deepEqual(networks, { mqtt: { data: {}, options: {} } });
	assert.deepEqual(parsePushMessage({ mqtt: {} }).networks, {});
});

describe("refused", () => {
	const rows: readonly [what: string, body: unknown, ...fields: string[]][] = [
		["no body", undefined, "body"],
		["an array", [], "body"],
		["no network", { data: { a: 1 } }, "mqtt"],
		["a network that is no object", { mqtt: true }, "mqtt"],
		["enabled that is no boolean", { mqtt: { enabled: "true" } }, "mqtt.enabled"],
		["data that is no object", { data: "text", mqtt }, "data"],
		["an object in data", { data: { a: {} }, mqtt }, "data"],
		["an array in data", { data: { a: [] }, mqtt }, "data"],
		["a type that is no string", { pushMessageType: 1, mqtt }, "pushMessageType"],
		["mqtt.data that is no object", { mqtt: { enabled: true, data: [] } }, "mqtt.data"],
		["a number in gcm.data", { gcm: { enabled: true, data: { a: 1 } } }, "gcm.data"],
		["a number in fcm.data, even if it is not enabled", { fcm: { data: { a: 1 } }, mqtt }, "fcm.data"],
		["an object in apns.data", { apns: { enabled: true, data: { a: {} } } }, "apns.data"],
		["gcm.dryRun with apns", { gcm: { dryRun: true }, apns: { enabled: true } }, "gcm.dryRun"],
		["collapseKey that is no string", { gcm: { enabled: true, collapseKey: 1 } }, "gcm.collapseKey"],
		["badge that is no number", { apns: { enabled: true, badge: "1" } }, "apns.badge"],
		["several at once", { data: { a: [] }, sendWhen: 1, gcm: 1 }, "data", "sendWhen", "gcm"],
	];
	for (const [what, body, ...fields] of rows) {
		test(what, () => assert.deepEqual(Object.keys(faultsOf(body)).sort(), fields.sort()));
	}

	const reserved = {
		gcm: [
			"from",
			"registration_ids",
			"collapse_key",
			"data",
			"delay_while_idle",
			"time_to_live",
			"dry_run",
			"google.a",
		],
		fcm: [
			"from",
			"message_type",
			"priority",
			"ttl",
			"notification",
			"fcm_options",
			"direct_boot_ok",
			"google.a",
			"gcm.a",
		],
	};
	for (const network of ["gcm", "fcm"] as const) {
		for (const key of [...reserved[network], "restricted_package_name"]) {
			test(`the key ${key} in data with ${network}`, () => {
				const data = { [key]: "text" };
				assert.deepEqual(Object.keys(faultsOf({ data, [network]: { enabled: true } })), ["data"]);
				assert.deepEqual(Object.keys(faultsOf({ [network]: { enabled: true, data } })), [`${network}.data`]);
				assert.deepEqual(faultsOf({ data, [network]: { enabled: false }, mqtt }), {});
			});
		}
	}
});

test("objects in apns.data are taken as long as apns is not enabled, and in mqtt.data", () => {
	assert.deepEqual(faultsOf({ apns: { data: { a: {} } }, mqtt: { enabled: true, data: { a: { b: [1] } } } }), {});
});
