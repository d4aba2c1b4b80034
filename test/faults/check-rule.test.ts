import assert from "node:assert/strict";
import test from "node:test";
import { checkRule } from "../../src/faults/check-rule.ts";
import { FaultRuleError } from "../../src/faults/fault-rule-error.ts";

function faultsOf(rule: unknown): Readonly<Record<string, string>> {
	try {
		checkRule(rule);
		return {};
	} catch (error) {
		assert.ok(error instanceof FaultRuleError);
		return error.fields;
	}
}

const good = [
	{ on: "any", action: "drop" },
	{ on: "connect", action: "refuse", returnCode: 3 },
	{ on: "publish", action: "delay", delayMs: 0, jitterMs: 5, clock: "emulator", inOrder: true, topic: "a/+/#" },
	{ on: "network", action: "latency", delayMs: 10, listener: ["tcp", "https"] },
	{ on: "network", action: "slice", bytes: 1, direction: "out", clock: "real" },
	{ on: "network", action: "limit", bytes: 100, how: "reset", direction: "out" },
	{ on: "network", action: "reset", delayMs: 10, jitterMs: 10, remoteAddress: "127.0.0.1" },
	{ on: "network", action: "half-open", direction: "in", times: 1_000_000_000 },
	{ on: "api", action: "respond", status: 204, headers: { "x-any": "" } },
	{ on: "api", action: "respond", status: 503, headers: { "retry-after": "1" }, body: { any: "thing" } },
	{ on: "api", action: "not-ready", times: 3 },
	{ on: "tls", action: "expired", listener: "wss" },
	{ on: "pubrel", action: "drop", direction: "in" },
	...["#", "p/#", "+/x", "p/a/thing-if/#"].map((topic) => ({ on: "publish", action: "drop", what: "reply", topic })),
	...["#", "+", "topic", "p"].map((topic) => ({ on: "publish", action: "drop", what: "push", topic })),
];

test("rules that can be", () => {
	for (const rule of good) assert.deepEqual(faultsOf(rule), {}, JSON.stringify(rule));
});

const fieldsOfDrop =
	"id, on, action, after, times, probability, seed, note, app, client, direction, listener, connection, topic, what";

const bad: readonly [unknown, Readonly<Record<string, string>>][] = [
	[null, { rule: "must be an object" }],
	[[], { rule: "must be an object" }],
	[
		{ on: "any", action: "explode" },
		{
			action:
				"must be one of drop, delay, duplicate, corrupt, hold, refuse, close-before, close-after, reset-before, reset-after, close, reset",
		},
	],
	[
		{ on: "constructor", action: "drop" },
		{
			on: "must be one of connect, connack, publish, puback, pubrec, pubrel, pubcomp, subscribe, suback, unsubscribe, unsuback, pingreq, pingresp, disconnect, any, network, api, tls",
		},
	],
	[{ on: "any", action: "delay" }, { delayMs: "is required by the action delay" }],
	[{ on: "any", action: "drop", delayMs: 1 }, { delayMs: "is not for the action drop on a packet" }],
	[{ on: "any", action: "drop", delay: 1 }, { delay: `is no field of a fault rule; there are ${fieldsOfDrop}` }],
	[
		{ on: "any", action: "drop", time: 1 },
		{ time: `is no field of a fault rule; did you mean times? There are ${fieldsOfDrop}` },
	],
	[
		{ on: "api", action: "dorp" },
		{ action: "must be one of respond, not-ready, delay, drop, reset; did you mean drop?" },
	],
	[
		{ on: "network", action: "reset", listener: ["tcp", "htps"] },
		{ listener: "must be one of tcp, tls, ws, wss, http, https, or a list of them; did you mean https?" },
	],
	[{ on: "any", action: "drop", direction: "inn" }, { direction: "must be one of in, out; did you mean in?" }],
	[
		{ on: "any", action: "drop", times: 0, after: -1, probability: 0, seed: 1.5 },
		{
			times: "must be a whole number from 1 to 1000000000",
			after: "must be a whole number from 0 to 1000000000",
			probability: "must be a number above 0 and at most 1",
			seed: "must be a whole number from 0 to 4294967295",
		},
	],
	[{ on: "any", action: "drop", id: "a b" }, { id: "must be 1 to 64 letters, digits, or any of . _ ~ -" }],
	[{ on: "connack", action: "refuse", returnCode: 3 }, { on: "must be connect for the action refuse" }],
	[{ on: "connect", action: "refuse", returnCode: 0 }, { returnCode: "must be a whole number from 1 to 255" }],
	[{ on: "suback", action: "drop", topic: "a" }, { topic: "is for publish only" }],
	[{ on: "publish", action: "drop", topic: "a#" }, { topic: "must be a topic filter of MQTT" }],
	[{ on: "publish", action: "drop", direction: "in", what: "push" }, { what: "is for publish to a client only" }],
	[{ on: "network", action: "latency", delayMs: 1, app: "a" }, { app: "is not for the action latency on network" }],
	[
		{ on: "network", action: "half-open", listener: "udp" },
		{ listener: "must be one of tcp, tls, ws, wss, http, https, or a list of them" },
	],
	[{ on: "api", action: "respond" }, { status: "is required by the action respond, or else errorCode" }],
	[
		{ on: "pubrel", action: "drop", direction: "out" },
		{
			direction: "must be in: what the broker sends has QoS 0, so it never sends pubrel, it would never hit",
		},
	],
	...["x/y", "+", "p"].map((topic): [unknown, Readonly<Record<string, string>>] => [
		{ on: "publish", action: "drop", direction: "out", what: "reply", topic },
		{ topic: "must begin with p/: to such topics only answers of the API go, it would never hit" },
	]),
	[
		{ on: "publish", action: "drop", what: "push", topic: "p/#" },
		{ topic: "must not begin with p/: to such topics only answers of the API go, it would never hit" },
	],
	[{ on: "api", action: "respond", status: 101 }, { status: "must be a whole number from 200 to 599" }],
	[{ on: "api", action: "drop", route: "states" }, { route: "must be a method and a path, as `PUT /thing-if/apps/*`" }],
	[{ on: "api", action: "drop", client: "c", transport: "http" }, { client: "is for calls over MQTT only" }],
	[
		{ on: "api", action: "respond", status: 200, headers: { "a b": "c" } },
		{ headers: "must be an object of header fields, each with a text of ASCII" },
	],
	...[
		"Trailer",
		"transfer-encoding",
		"Content-Length",
		"connection",
		"Upgrade",
		"Keep-Alive",
		"TE",
		"proxy-connection",
	].map((name): [unknown, Readonly<Record<string, string>>] => [
		{ on: "api", action: "respond", status: 200, headers: { [name]: "x" } },
		{ headers: `must not have ${name}, which says where a message ends or what the connection does` },
	]),
	[
		{ on: "api", action: "respond", status: 200, headers: { a: "b".repeat(4000) } },
		{ headers: "must have at most 50 fields and 4000 characters" },
	],
	[
		{ on: "api", action: "respond", status: 304, body: "x", message: "y" },
		{ body: "is not for status 304, which has no body", message: "is not for status 304, which has no body" },
	],
	[
		{ on: "network", action: "bandwidth", bytesPerSecond: 2 ** 40 },
		{ bytesPerSecond: "must be a whole number from 1 to 1000000000" },
	],
	...["connect", "subscribe", "unsubscribe", "pingreq", "disconnect"].map(
		(on): [unknown, Readonly<Record<string, string>>] => [
			{ on, action: "drop", direction: "out" },
			{ direction: `must be in: a server never sends ${on}, it would never hit` },
		],
	),
	...["connack", "suback", "unsuback", "pingresp"].map((on): [unknown, Readonly<Record<string, string>>] => [
		{ on, action: "drop", direction: "in" },
		{ direction: `must be out: a client never sends ${on}, it would never hit` },
	]),
	[
		{ on: "network", action: "half-open", remoteAddress: "localhost" },
		{ remoteAddress: "must be an IP address, as in the journal" },
	],
	[{ on: "network", action: "slice" }, { bytes: "is required by the action slice" }],
	[{ on: "network", action: "refuse", direction: "in" }, { direction: "is not for the action refuse on network" }],
	[{ on: "any", action: "drop", times: 10 ** 9 + 1 }, { times: "must be a whole number from 1 to 1000000000" }],
	[{ on: "any", action: "drop", note: "n".repeat(1001) }, { note: "must be a text of 1 to 1000 characters" }],
	[
		{ on: "tls", action: "expired", listener: "tcp" },
		{ listener: "must be one of tls, wss, https, or a list of them" },
	],
];

for (const [rule, fields] of bad) {
	test(`no rule: ${JSON.stringify(rule)}`, () => assert.deepEqual(faultsOf(rule), fields));
}

test("a field with the name of what every object has is no field of a rule", () => {
	for (const field of ["valueOf", "toString", "hasOwnProperty", "__defineGetter__"]) {
		assert.deepEqual(faultsOf({ on: "any", action: "drop", [field]: 1 }), {
			[field]: `is no field of a fault rule; there are ${fieldsOfDrop}`,
		});
	}
});

test("close and reset are short names of actions on packets only", () => {
	assert.deepEqual(checkRule({ on: "puback", action: "close" }), { on: "puback", action: "close-before" });
	assert.deepEqual(checkRule({ on: "any", action: "reset" }), { on: "any", action: "reset-before" });
	assert.deepEqual(checkRule({ on: "api", action: "reset" }), { on: "api", action: "reset" });
	assert.ok("action" in faultsOf({ on: "api", action: "close" }));
});
