import assert from "node:assert/strict";
import { test } from "node:test";
import { WaitTimedOut } from "../../src/client.ts";
import type { Entry } from "../../src/journal/entry.ts";
import { journalOf, push } from "./scripted.ts";

const connect: Entry = {
	...{ seq: 3, time: 0, elapsed: 0, kind: "mqtt", direction: "in", type: "connect", size: 20, client: "lamp" },
	packet: { clientID: "lamp", keepalive: 60 },
} as Entry;

test("two waits of one kind give the first entry and the second; each is given once", async () => {
	const { control } = journalOf([push(1), push(2), connect]);
	assert.equal((await control.waitFor({ kind: "push" })).seq, 1);
	assert.equal((await control.waitFor({ kind: "push" })).seq, 2);
	assert.equal((await control.waitFor({ kind: "mqtt" })).packet.keepalive, 60);
});

test("several are waited for at once, or none of them is given", async () => {
	const { control } = journalOf([push(1), push(2)]);
	await assert.rejects(control.waitForAll({ kind: "push" }, 3), { name: "WaitTimedOut", found: 2 });
	const entries = await control.waitForAll({ kind: "push" }, 2);
	assert.deepEqual(
		entries.map(({ seq }) => seq),
		[1, 2],
	);
});

test("waiting for no entry, or for a number that is none, is refused", async () => {
	const { control } = journalOf([push(1)]);
	for (const count of [undefined, 0, -1, 1.5, { timeoutMs: 1 }]) {
		await assert.rejects(control.waitForAll({ kind: "push" }, count as number), TypeError);
	}
});

test("what did not come is said with what came instead, and which field differed", async () => {
	const { control } = journalOf([push(1)]);
	await assert.rejects(
		control.waitFor({ kind: "mqtt", packet: { json: { power: true } } }, { timeoutMs: 20 }),
		(error) => {
			assert.ok(error instanceof WaitTimedOut);
			assert.equal(
				error.message,
				[
					"Nothing matched within 20 ms",
					'  wanted: {"kind":"mqtt","packet":{"json":{"power":true}}}',
					'  near miss: #1 push delivered t {"commandID":"c1","actions":[{"a":1}]}',
					"    packet.json.power: expected true, was false",
					'    client: expected "lamp", is not there',
				].join("\n"),
			);
			assert.equal(error.nearMisses.length, 1);
			return true;
		},
	);
});

test("an entry that an earlier wait has given is named when it is missed", async () => {
	const { control } = journalOf([push(1)]);
	await control.waitFor({ kind: "push" });
	await assert.rejects(
		control.waitForCommand("th.1"),
		/no command for th\.1\n.*\n {2}given to an earlier wait: #1 push delivered/,
	);
});

test("what an earlier wait has given is like it: nothing else is said then", () => {
	const message = (given: readonly Entry[]) =>
		new WaitTimedOut({ match: {}, given }, { found: 0, nearMisses: [] }).message;
	assert.match(message([]), /The journal has nothing like it\.$/);
	assert.match(message([push(1)]), /\n {2}given to an earlier wait: #1 push delivered[^\n]*$/);
});

test("waits in Kii's words give what was said", async () => {
	const { control, calls } = journalOf([push(1)]);
	const { commandID, actions, delivered } = await control.waitForCommand();
	assert.deepEqual([commandID, actions, delivered], ["c1", [{ a: 1 }], true]);
	await assert.rejects(control.waitForState("th.1", { power: true }), /no state of th\.1/);
	const { match } = JSON.parse(calls.at(-1)?.body ?? "");
	assert.match("/thing-if/apps/a/targets/thing:th.1/states", new RegExp(match.path.regex));
	assert.match("/thing-if/apps/a/targets/thing%3Ath.1/states/aliases/x", new RegExp(match.path.regex));
	assert.doesNotMatch("/thing-if/apps/a/targets/thing:thx1/states", new RegExp(match.path.regex));
	assert.deepEqual(match.requestBody, { power: true });
});

test("nothing else: what no wait has given fails, and is named", async () => {
	const { control } = journalOf([push(1), push(2)]);
	await control.waitFor({ kind: "push" });
	await assert.rejects(control.expectNothingElse({ kind: "push" }), {
		name: "AssertionError",
		message: 'There is more than was waited for:\n  #2 push delivered t {"commandID":"c2","actions":[{"a":1}]}',
	});
	await control.waitFor({ kind: "push" });
	await control.expectNothingElse({ kind: "push" });
});

test("a wait longer than fetch waits for an answer is made in pieces", async () => {
	const { control, calls } = journalOf([]);
	await assert.rejects(control.journal.wait({ match: { kind: "push" }, timeoutMs: 300_000 }), { name: "WaitTimedOut" });
	assert.deepEqual(
		calls.map(({ body }) => JSON.parse(body ?? "").timeoutMs),
		[120_000, 120_000, 60_000],
	);
});

test("when some came, the message does not say that there was nothing", async () => {
	const { control } = journalOf([push(1)]);
	const options = { timeoutMs: 1, wanted: "commands" };
	await assert.rejects(
		control.waitForAll({ kind: "push" }, 3, options),
		/^WaitTimedOut: Only 1 of 3 entries matched within 1 ms: commands\n/,
	);
});
