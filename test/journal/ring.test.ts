import assert from "node:assert/strict";
import test from "node:test";
import { newJournal, push } from "./with-journal.ts";

test("beyond the limit the oldest go, and are counted", () => {
	const journal = newJournal({ entries: 3 });
	for (let count = 1; count <= 5; count++) push(journal, "a", `{"n":${count}}`);
	const { entries, oldest, dropped, next } = journal.page();
	assert.deepEqual(
		entries.map(({ seq }) => seq),
		[3, 4, 5],
	);
	assert.deepEqual({ oldest, dropped, next }, { oldest: 3, dropped: 2, next: 6 });
	assert.equal(journal.dropped, 2);
});

test("bytes are bounded, too", () => {
	const journal = newJournal({ bytes: 10_000, payload: 5000 });
	for (let count = 0; count < 10; count++) push(journal, "a", String(count).repeat(3000));
	const { entries, dropped } = journal.page();
	assert.equal(entries.length + dropped, 10);
	assert.equal(entries.length, 3);
});

test("an app that floods pushes out nobody else's entries", () => {
	const journal = newJournal({ entries: 10 });
	push(journal, "quiet", "1");
	push(journal, undefined, "nobody's");
	for (let count = 0; count < 100; count++) push(journal, "loud", "x");
	push(journal, "quiet", "2");
	assert.deepEqual(
		journal.entries({ app: "quiet" }).map(({ seq }) => seq),
		[1, 103],
	);
	assert.equal(journal.page({ app: "quiet" }).dropped, 0);
	const loud = journal.page({ app: "loud" });
	assert.deepEqual([loud.entries.length, loud.dropped, loud.oldest], [7, 93, 96]);
	assert.equal(journal.page().dropped, 93);
});

test("the same holds for bytes", () => {
	const journal = newJournal({ bytes: 20_000, payload: 5000 });
	push(journal, "quiet", "q".repeat(4000));
	for (let count = 0; count < 50; count++) push(journal, "loud", `${count} ${"x".repeat(3000)}`);
	assert.equal(journal.entries({ app: "quiet" }).length, 1);
	assert.equal(journal.page({ app: "quiet" }).dropped, 0);
});

test("one app's entries can be forgotten, or all; seq goes on", () => {
	const journal = newJournal({ entries: 4 });
	for (const app of ["a", "b", "a", "b", "a", "b"]) push(journal, app, "1");
	assert.equal(journal.page().dropped, 2);
	journal.clear("a");
	assert.deepEqual(journal.entries({ app: "a" }), []);
	assert.deepEqual([journal.page({ app: "a" }).dropped, journal.page().dropped], [0, 1]);
	assert.equal(journal.entries({ app: "b" }).length, 2);
	journal.clear();
	assert.deepEqual(journal.page(), { entries: [], next: 7, oldest: 7, dropped: 0 });
	push(journal, "a", "1");
	assert.equal(journal.entries()[0]?.seq, 7);
});

test("since, until and limit", () => {
	const journal = newJournal();
	for (let count = 1; count <= 6; count++) push(journal, count % 2 ? "odd" : "even", "1");
	const page = journal.page({ app: "odd", since: 2, limit: 1 });
	assert.deepEqual([page.entries.map(({ seq }) => seq), page.next], [[3], 4]);
	assert.deepEqual(
		journal.entries({ since: 2, until: 4 }).map(({ seq }) => seq),
		[2, 3, 4],
	);
});

test("a long payload is cut and says so", () => {
	const journal = newJournal({ payload: 10 });
	push(journal, "a", `{"key":"${"é".repeat(20)}"}`);
	const [entry] = journal.entries();
	assert.ok(entry?.kind === "push");
	assert.deepEqual([entry.payload, entry.json, entry.truncated], ['{"key":"éé', undefined, true]);
});
