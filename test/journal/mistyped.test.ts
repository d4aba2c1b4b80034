// A match, filter or option with a slip of the pen is refused: it would wait in vain, or look at everything.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Match, WaitOptions } from "../../src/index.ts";
import { connectEmulator, createEmulator } from "../../src/testing.ts";
import { control, startEmulator } from "./emulator.ts";
import { newJournal } from "./with-journal.ts";

const wrong: readonly (readonly [match: object, field: string, says: RegExp])[] = [
	[{ knd: "mqtt" }, "knd", /^is no field of an entry; did you mean kind\? There are kind, seq, /],
	[{ kind: "mqt" }, "kind", /^must be one of connection, mqtt, http, api, push, and not "mqt"$/],
	[{ kind: ["mqtt", "htp"] }, "kind", /and not "htp"$/],
	[{ type: "PUBLISH" }, "type", /and not "PUBLISH"$/],
	[{ direction: "inn" }, "direction", /^must be one of in, out, and not "inn"$/],
	[{ event: "closed" }, "event", /and not "closed"$/],
	[{ packet: { packetId: 1 } }, "packet.packetId", /did you mean packetID\?/],
	[{ packet: { will: { topik: "a" } } }, "packet.will.topik", /did you mean topic\?/],
	[{ violation: { claus: "x" } }, "violation.claus", /There are clause, message$/],
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
	const match: Match = {
		kind: { regex: "^m" },
		type: ["publish", "puback"],
		packet: { json: { anything: { at: "all" } }, qos: { gte: 1 }, will: { exists: false } },
		requestHeaders: { "x-any": "1" },
		responseBody: { errorCode: "X" },
		violation: { exists: true },
		fault: { rule: "r", action: "drop" },
	};
	assert.deepEqual(journal.entries({ match }), []);
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
