import assert from "node:assert/strict";
import test from "node:test";
import type { Entry } from "../../src/index.ts";
import type { Pace } from "../../src/journal/turns.ts";
import { newJournal, push } from "./with-journal.ts";

/** Turns of so many records, which come when they are called for. */
function byHand(records: number) {
	const waiting: (() => void)[] = [];
	const pace: Pace = {
		begin() {
			let left = records;
			return () => --left <= 0;
		},
		later: (callback) => waiting.push(callback),
	};
	return {
		pace,
		/** Whether anybody wants another turn. */
		get isWanted() {
			return waiting.length > 0;
		},
		/** Has the next turn. What it has settled is told. */
		async turn() {
			waiting.shift()?.();
			await new Promise((resolve) => setImmediate(resolve));
		},
		async turns() {
			let count = 0;
			for (; waiting.length > 0; count++) await this.turn();
			return count;
		},
	};
}

const seqs = (entries: readonly Entry[]) => entries.map(({ seq }) => seq);

function ofPayloads(records: number, deps: Parameters<typeof newJournal>[0] = {}) {
	const hand = byHand(10);
	const journal = newJournal({ pace: hand.pace, ...deps });
	for (let count = 1; count <= records; count++) push(journal, "a", `${count}`);
	return { hand, journal };
}

test("a wait looks at what is there in turns, and a time-out of 0 sees all of it", async () => {
	const { hand, journal } = ofPayloads(95);
	const waiting = journal.wait({ match: { payload: "95" }, timeoutMs: 0 });
	assert.ok((await hand.turns()) >= 9);
	assert.deepEqual(seqs((await waiting).entries), [95]);
});

test("a wait that has found enough asks for no more turns", async () => {
	const { hand, journal } = ofPayloads(95);
	const waiting = journal.wait({ match: { payload: "25" } });
	assert.equal(await hand.turns(), 3);
	assert.deepEqual(seqs((await waiting).entries), [25]);
});

test("waits beside each other share a turn: one does not keep the other from its own", async () => {
	const { hand, journal } = ofPayloads(95);
	const order: string[] = [];
	const all = [
		journal.wait({ match: { payload: "95" } }).then(() => order.push("last")),
		journal.wait({ match: { payload: "15" } }).then(() => order.push("early")),
	];
	for (let turn = 0; turn < 4; turn++) await hand.turn();
	assert.deepEqual(order, ["early"]);
	await hand.turns();
	await Promise.all(all);
	assert.deepEqual(order, ["early", "last"]);
});

test("what has to go before its turn is looked at, in the order in which it was recorded", async () => {
	const { hand, journal } = ofPayloads(20, { entries: 20 });
	const waiting = journal.wait({ match: { kind: "push" }, count: 25 });
	for (let count = 21; count <= 70; count++) push(journal, "a", `${count}`);
	await hand.turns();
	assert.deepEqual(
		seqs((await waiting).entries),
		Array.from({ length: 25 }, (_, index) => index + 1),
	);
});

test("entries that come while a wait still looks at earlier ones are not passed over", async () => {
	const { hand, journal } = ofPayloads(30);
	const waiting = journal.wait({ match: { payload: { regex: "^(29|31|32)$" } }, count: 3 });
	await hand.turn();
	push(journal, "a", "31");
	await hand.turn();
	push(journal, "a", "32");
	await hand.turns();
	assert.deepEqual(seqs((await waiting).entries), [29, 31, 32]);
});

test("a page, and the nearest misses, are looked for in turns, too", async () => {
	const { hand, journal } = ofPayloads(95);
	const reading = journal.pageInTurns({ match: { payload: { regex: "5$" } }, limit: 4 });
	assert.ok((await hand.turns()) >= 4);
	const { entries, next } = await reading;
	assert.deepEqual([seqs(entries), next], [[5, 15, 25, 35], 36]);

	const missed = assert.rejects(journal.wait({ match: { kind: "push", payload: "no" }, timeoutMs: 0 }), {
		name: "WaitTimedOut",
	});
	let ended = false;
	void missed.then(() => {
		ended = true;
	});
	let count = 0;
	while (!ended) {
		if (hand.isWanted) count++;
		await hand.turn();
	}
	assert.ok(count >= 18, `${count} turns`);
	await missed;
});

test("a wait that is given up asks for no more turns", async () => {
	const { hand, journal } = ofPayloads(95);
	const giving = new AbortController();
	const waiting = journal.wait({ match: { payload: "95" }, signal: giving.signal });
	await hand.turn();
	giving.abort(new Error("enough"));
	await assert.rejects(waiting, /enough/);
	assert.ok((await hand.turns()) <= 1);
});

test("a reader of the stream leaves others their turn", async () => {
	const { hand, journal } = ofPayloads(95);
	const seen: unknown[] = [];
	journal.subscribe({ since: 1 }, (entry) => seen.push(entry));
	await hand.turn();
	assert.equal(seen.length, 10);
	await hand.turns();
	assert.equal(seen.length, 95);
});

test("more entries than the journal is to keep for a wait are refused", async () => {
	for (const count of [0, 10_001, Number.NaN]) {
		await assert.rejects(newJournal().wait({ match: {}, count }), { name: "BadMatch", field: "count" });
	}
});
