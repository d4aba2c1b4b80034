import assert from "node:assert/strict";
import test from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Entry, Gap } from "../../src/index.ts";
import { newJournal, push } from "./with-journal.ts";

const inShort = (entry: Entry | Gap) =>
	entry.kind === "gap" ? `${entry.from}-${entry.to}:${entry.dropped} ${entry.reason ?? ""}`.trim() : entry.seq;

test("a subscriber gets what comes, or all from a seq on, until it closes", async () => {
	const journal = newJournal();
	push(journal, "a", "1");
	const now: unknown[] = [];
	const all: unknown[] = [];
	const subscription = journal.subscribe({}, (entry) => now.push(inShort(entry)));
	journal.subscribe({ since: 1, app: "a" }, (entry) => all.push(inShort(entry)));
	push(journal, "a", "1");
	push(journal, "b", "1");
	await nextTurn();
	await nextTurn();
	subscription.close();
	push(journal, "a", "1");
	await nextTurn();
	assert.deepEqual(
		[now, all],
		[
			[2, 3],
			[1, 2, 4],
		],
	);
});

test("a listener that throws is no fault of the emulator", async () => {
	const journal = newJournal();
	journal.subscribe({}, () => {
		throw new Error("mine");
	});
	push(journal, "a", "1");
	await nextTurn();
	const seen: unknown[] = [];
	journal.subscribe({}, (entry) => seen.push(inShort(entry)));
	push(journal, "a", "1");
	await nextTurn();
	await nextTurn();
	assert.deepEqual(seen, [2]);
});

function slowReader(journal: ReturnType<typeof newJournal>, filter = {}) {
	const seen: unknown[] = [];
	let takes = 1;
	const stream = journal.follow(
		{ since: 1, ...filter },
		{
			send(entry) {
				seen.push(inShort(entry));
				return --takes > 0;
			},
		},
	);
	return {
		seen,
		async read(count: number) {
			takes = count;
			stream.resume();
			await nextTurn();
			await nextTurn();
		},
	};
}

test("a slow reader is told what it has missed", async () => {
	const journal = newJournal({ entries: 4 });
	const reader = slowReader(journal);
	for (let count = 0; count < 3; count++) push(journal, "a", "1");
	await reader.read(1);
	assert.deepEqual(reader.seen, [1]);
	for (let count = 0; count < 10; count++) push(journal, "a", "1");
	await reader.read(100);
	assert.deepEqual(reader.seen, [1, "2-9:8", 10, 11, 12, 13]);
});

test("what others lost is no gap for the reader of one app", async () => {
	const journal = newJournal({ entries: 4 });
	const ofQuiet = slowReader(journal, { app: "quiet" });
	const ofLoud = slowReader(journal, { app: "loud" });
	push(journal, "quiet", "1");
	for (let count = 0; count < 6; count++) push(journal, "loud", "1");
	push(journal, "quiet", "1");
	await ofQuiet.read(100);
	await ofLoud.read(100);
	assert.deepEqual(ofQuiet.seen, [1, 8]);
	assert.deepEqual(ofLoud.seen, ["1-5:4", 6, 7]);
});

test("for a reader of all apps a gap is exactly what is missing", async () => {
	const journal = newJournal({ entries: 4 });
	const reader = slowReader(journal);
	for (const app of ["loud", "quiet", "loud", "loud", "quiet", "loud", "loud"]) push(journal, app, "1");
	await reader.read(100);
	assert.deepEqual(reader.seen, ["1-1:1", 2, "3-4:2", 5, 6, 7]);
});

test("what was cleared before it was read is told as such, of all apps or one", async () => {
	for (const app of [undefined, "a"]) {
		for (const cleared of new Set([undefined, app])) {
			const journal = newJournal();
			const filter = app === undefined ? {} : { app };
			const reader = slowReader(journal, filter);
			const upToDate: unknown[] = [];
			push(journal, "a", "1");
			push(journal, "a", "1");
			journal.subscribe({ ...filter, since: 3 }, (entry) => upToDate.push(inShort(entry)));
			journal.clear(cleared);
			push(journal, "a", "1");
			await reader.read(100);
			assert.deepEqual(reader.seen, ["1-2:2 cleared", 3]);
			assert.deepEqual(upToDate, [3]);
			const resumed: unknown[] = [];
			journal.subscribe({ ...filter, since: 2 }, (entry) => resumed.push(inShort(entry)));
			await nextTurn();
			await nextTurn();
			assert.deepEqual(resumed, ["2-2:1 cleared", 3]);
		}
	}
});

test("after a clearing a gap has no more than what was lost since", async () => {
	const journal = newJournal({ entries: 2 });
	const reader = slowReader(journal, { app: "a" });
	for (let count = 0; count < 5; count++) push(journal, "a", "1");
	await reader.read(100);
	journal.clear("a");
	for (let count = 0; count < 5; count++) push(journal, "a", "1");
	await reader.read(100);
	assert.deepEqual(reader.seen, ["1-3:3", 4, 5, "6-8:3", 9, 10]);
});

test("who resumes beyond the end is told so, and gets all there is and what comes", async () => {
	for (const filter of [{}, { app: "a" }]) {
		const journal = newJournal();
		push(journal, "a", "1");
		const seen: unknown[] = [];
		journal.subscribe({ ...filter, since: 40 }, (entry) => seen.push(inShort(entry)));
		await nextTurn();
		push(journal, "a", "1");
		await nextTurn();
		assert.deepEqual(seen, ["2-39:0 ahead", 1, 2]);
		assert.deepEqual(journal.page({ ...filter, since: 40 }), {
			entries: [],
			next: 3,
			oldest: 1,
			dropped: 0,
			isAhead: true,
		});
		assert.equal(journal.page({ ...filter, since: 3 }).isAhead, undefined);
		const next: unknown[] = [];
		journal.subscribe({ ...filter, since: 3 }, (entry) => next.push(inShort(entry)));
		push(journal, "a", "1");
		await nextTurn();
		await nextTurn();
		assert.deepEqual(next, [3]);
	}
});
