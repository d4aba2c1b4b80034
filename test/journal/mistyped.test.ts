// A match, filter or option with a slip of the pen is refused: it would wait in vain, or look at everything.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Match, WaitOptions } from "../../src/index.ts";
import { connectEmulator, createEmulator } from "../../src/testing.ts";
import { control, startEmulator } from "./emulator.ts";
import { newJournal } from "./with-journal.ts";

const many = (regex: string, count: number) => Array.from({ length: count }, () => ({ regex }));
const wrong: readonly (readonly [match: object, field: string, says: RegExp])[] = [
	[{ knd: "mqtt" }, "knd", /^is no field of an entry; did you mean kind\? There are kind, seq, /],
	[{ kind: "mqt" }, "kind", /^must be one of connection, mqtt, http, api, push, and not "mqt"/],
	[{ kind: ["mqtt", "htp"] }, "kind", /and not "htp"/],
	[{ type: "PUBLISH" }, "type", /and not "PUBLISH"/],
	[{ direction: "inn" }, "direction", /^must be one of in, out, and not "inn"/],
	[{ event: "closed" }, "event", /and not "closed"/],
	[{ packet: { packetId: 1 } }, "packet.packetId", /did you mean packetID\?/],
	[{ packet: { will: { topik: "a" } } }, "packet.will.topik", /did you mean topic\?/],
	[{ violation: { claus: "x" } }, "violation.claus", /There are clause, message$/],
	[
		{ path: { regx: "states" } },
		"path.regx",
		/^is no operator, and match.path is a text; did you mean regex\? There are regex, /,
	],
	[{ path: { regex: "S", ignorecase: true } }, "path.ignorecase", /did you mean ignoreCase\?/],
	[{ path: { regex: "S", ignoreCase: "yes" } }, "path.ignoreCase", /^must be true or false$/],
	[{ path: { ignoreCase: true } }, "path.ignoreCase", /^is for regex only$/],
	[{ path: { regex: "S", gte: 4 } }, "path.gte", /^is for numbers, and match.path is a text$/],
	[{ path: { gte: 4 } }, "path.gte", /^is for numbers/],
	[{ path: { regex: 7 } }, "path.regex", /^must be a text$/],
	[{ path: { exists: "no" } }, "path.exists", /^must be true or false$/],
	[{ path: {} }, "path", /^must be a text or an operator, and not \{\}$/],
	[{ path: [] }, "path", /^must not be an empty list/],
	[{ path: null }, "path", /^must be a text, and not null; \{"exists": false\} is for a field that is not there$/],
	[{ path: 7 }, "path", /^must be a text, and not 7$/],
	[{ path: ["/a", 7] }, "path", /^must be a text, and not 7$/],
	[{ client: 7 }, "client", /^must be a text, and not 7$/],
	[{ status: "201" }, "status", /^must be a number, and not "201"$/],
	[{ status: 2010 }, "status", /^must be a whole number from 0 to 599, and not 2010$/],
	[{ status: { gtee: 4 } }, "status.gtee", /did you mean gte\?/],
	[{ status: { gte: "4" } }, "status.gte", /^must be a number$/],
	[{ status: { gte: 4, exists: true } }, "status.exists", /^cannot be together with gte$/],
	[{ status: { gte: 5, lt: 5 } }, "status", /^has no number in it: \{"gte":5,"lt":5\}$/],
	[{ seq: "abc" }, "seq", /^must be a number, and not "abc"$/],
	[{ delivered: "yes" }, "delivered", /^must be a boolean, and not "yes"$/],
	[{ delivered: { regex: "t" } }, "delivered.regex", /^is for texts, and match.delivered is a boolean$/],
	[{ truncated: false }, "truncated", /^must be one of true, and not false/],
	[{ method: "gett" }, "method", /and not "gett"; did you mean GET\?$/],
	[
		{ topic: "a/#/b" },
		"topic",
		/^must be a topic filter, with \+ for a whole level and # for the last, and not "a\/#\/b"$/,
	],
	[{ topic: "a#" }, "topic", /^must be a topic filter/],
	[{ packet: "publish" }, "packet", /^must be an object, with any of payload, .*, and not "publish"$/],
	[{ packet: { qos: 7 } }, "packet.qos", /^must be one of 0, 1, 2, and not 7$/],
	[{ packet: { payload: { power: true } } }, "packet.payload.power", /is a text; json has it parsed; there are regex/],
	[{ packet: { subscriptions: [{ topc: "x" }] } }, "packet.subscriptions.0.topc", /; there are filter, qos$/],
	[{ packet: { subscriptions: { filter: "x" } } }, "packet.subscriptions", /^must be a list, of one match for each/],
	[{ packet: { granted: ["0"] } }, "packet.granted.0", /^must be a number/],
	[{ requestHeaders: { "X-Any": "1" } }, "requestHeaders.X-Any", /^is in lower case in an entry: x-any$/],
	[{ requestHeaders: { "content-length": 2 } }, "requestHeaders.content-length", /^must be a text, and not 2$/],
	[{ requestHeaders: "x-any" }, "requestHeaders", /^must be an object of header fields/],
	[{ kind: "http", type: "publish" }, "type", /^is no field of kind http; there are kind, /],
	[{ path: many("a", 21) }, "path.20.regex", /^is one too many: a match has at most 20 patterns$/],
	[{ requestBody: { a: many("a", 20), b: { regex: "a" } } }, "requestBody.b.regex", /^is one too many/],
	[{ path: many("(?:a?){1000}", 6) }, "path.5.regex", /^is too long with its repetitions: \{n\} counts n times, /],
	[{ path: { regex: `(?:${"[a-z]{2,20}".repeat(24)}){50}` } }, "path.regex", /at most 20000 characters in all$/],
	[{ path: many("\\pL".repeat(300), 1) }, "path.0.regex", /\\p\{…\} 100, /],
	[
		{ path: { regex: "[Ā-𐐀]".repeat(50), ignoreCase: true } },
		"path.regex",
		/a range beyond ASCII 700 where case is ignored/,
	],
	[{ kind: "push", client: "lamp" }, "client", /^is no field of kind push/],
	[{ kind: ["http", "push"], type: "publish" }, "type", /^is no field of kind http or push$/],
	[{ type: "publish", status: 200 }, "status", /^is no field of kind mqtt/],
];

for (const [match, field, says] of wrong) {
	test(`${JSON.stringify(match)} is refused`, async () => {
		const journal = newJournal();
		const refused = { name: "BadMatch", field: `match.${field}`, problem: says };
		await assert.rejects(journal.wait({ match: match as Match }), refused);
		await assert.rejects(journal.wait({ match: {}, near: [match as Match] }), { field: `near.0.${field}` });
		assert.throws(() => journal.entries({ match: match as Match }), refused);
		assert.throws(() => journal.subscribe({ match: match as Match }, () => {}), refused);
	});
}

test("what an entry may have is taken: any field of JSON, headers, operators", async () => {
	const journal = newJournal();
	const packet: Match = {
		kind: { regex: "^m" },
		type: ["publish", "puback"],
		packet: {
			json: { anything: { at: "all", regx: [{}] } },
			qos: { gte: 1 },
			will: { exists: false },
			subscriptions: [{ filter: "a/#" }, { qos: [0, 1] }],
			granted: [0, { gte: 128 }],
		},
		status: { exists: false },
		violation: { exists: true },
		fault: { rule: "r", action: "drop" },
	};
	const call: Match = {
		kind: ["http", "api"],
		method: { regex: "^p", ignoreCase: true },
		path: [["/a"], ...many("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", 18)],
		status: [{ gte: 200, lt: 300 }, 404],
		client: { exists: true },
		requestHeaders: { "x-any": "1" },
		requestBody: [{ any: "thing" }],
		responseBody: { errorCode: "X" },
	};
	const frame: Match = { kind: "connection", frame: { code: { gte: 1000 } }, subprotocols: [] };
	for (const match of [packet, call, frame]) assert.deepEqual(journal.entries({ match }), []);
});

test("all matches of a wait together have no more patterns than one", async () => {
	const near = Array.from({ length: 20 }, () => ({ path: { regex: "a" } }));
	await assert.rejects(newJournal().wait({ match: { path: { regex: "a" } }, near }), { field: "near.19.path.regex" });
});

test("an option of a wait, too, and the error names the field", async () => {
	await assert.rejects(newJournal().wait({ match: {}, timeoutMS: 1 } as unknown as WaitOptions), {
		name: "BadMatch",
		message: /^timeoutMS is no option of a wait; did you mean timeoutMs\? There are app, match, /,
	});
});

test("a filter in process", () => {
	assert.throws(() => newJournal().entries({ knd: "mqtt" } as object), { field: "knd" });
	assert.throws(() => newJournal().page({ kind: "mqt" }), { field: "kind" });
});

test("over HTTP", async (t) => {
	const emulator = await startEmulator(t);
	const refuse = async (body: object) => {
		const reply = await control(emulator, "POST", "/journal/wait", body);
		return [reply.status, ...Object.keys(reply.body.invalidFields)];
	};
	for (const [match, field] of wrong) assert.deepEqual(await refuse({ match }), [400, `match.${field}`]);
	assert.deepEqual(await refuse({ match: {}, timeoutMS: 1 }), [400, "timeoutMS"]);
	for (const query of ["kind=mqt", "type=publsh", "direction=inn", "event=closed", "listener=tpc", "truncated=yes"]) {
		const reply = await control(emulator, "GET", `/journal?${query}`);
		assert.deepEqual([reply.status, Object.keys(reply.body.invalidFields)], [400, query.split("=", 1)]);
	}
});

test("by the client, in process and over HTTP", async () => {
	await using own = await createEmulator();
	for (const emulator of [own, await connectEmulator(own.url)]) {
		for (const [match, field] of wrong) {
			const refused = { name: "ControlError", message: new RegExp(`match\\.${field.replaceAll(".", "\\.")} - `) };
			await assert.rejects(emulator.waitFor(match as Match), refused);
			await assert.rejects(emulator.expectNothingElse(match as Match), refused);
		}
		const asOptions = (options: object) => options as { timeoutMs: number };
		const timeout = /^timeoutMS is no option of a wait; did you mean timeoutMs\?/;
		await assert.rejects(emulator.waitFor({}, asOptions({ timeoutMS: 1 })), { name: "TypeError", message: timeout });
		await assert.rejects(emulator.waitForState("x", {}, asOptions({ timeoutMS: 1 })), { message: timeout });
		await assert.rejects(emulator.expectNothingElse({}, { within: 1 } as object), { message: /^within is no option/ });
		await assert.rejects(
			emulator.journal.wait({ match: {}, ...asOptions({ timeoutMS: 1 }) }),
			/timeoutMS - is no field/,
		);
		await assert.rejects(
			async () => emulator.journal.entries({ knd: "http" } as object),
			/^TypeError: knd is no filter/,
		);
		assert.throws(() => emulator.journal.follow({ knd: "http" } as object), /knd is no filter of the journal/);
	}
});
