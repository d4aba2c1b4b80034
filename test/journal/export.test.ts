import assert from "node:assert/strict";
import { get } from "node:http";
import test from "node:test";
import { control, startEmulator } from "./emulator.ts";
import { newJournal, push } from "./with-journal.ts";

test("filters in the query", async (t) => {
	const emulator = await startEmulator(t);
	for (const path of ["/a/one", "/a/two", "/b?x=1"]) await fetch(emulator.url + path);
	await fetch(`${emulator.url}/api/apps/emulator/things`, { method: "POST", body: "{}" });
	const paths = async (query: string) => {
		const { status, body } = await control(emulator, "GET", `/journal?${query}`);
		assert.equal(status, 200, JSON.stringify(body));
		return body.entries.map(({ path }: { path: string }) => path);
	};
	assert.deepEqual(await paths("path=/a/*"), ["/a/one", "/a/two"]);
	assert.deepEqual(await paths("path=/a/one"), ["/a/one"]);
	assert.deepEqual(await paths(`path=/a/${"*".repeat(5000)}`), ["/a/one", "/a/two"]);
	assert.deepEqual(await paths("method=post"), ["/api/apps/emulator/things"]);
	assert.deepEqual(await paths("status=404,500"), ["/a/one", "/a/two", "/b?x=1"]);
	assert.deepEqual(await paths("status=4xx&since=2&until=3"), ["/a/two", "/b?x=1"]);
	assert.deepEqual(await paths("kind=mqtt,push"), []);
	assert.deepEqual(await paths("app=emulator"), ["/api/apps/emulator/things"]);
	assert.deepEqual(await paths("violation=*"), []);
	for (const any of ["1", "true"]) assert.deepEqual(await paths(`violation=${any}`), await paths("violation=*"));
	assert.equal((await paths("violation=0")).length, 4);
	assert.deepEqual(await paths("status=40x&until=2"), ["/a/one", "/a/two"]);
	assert.deepEqual(await paths("since=4&until=3"), []);
});

test("page by page", async (t) => {
	const emulator = await startEmulator(t);
	for (let count = 0; count < 5; count++) await fetch(`${emulator.url}/${count}`);
	let since = 0;
	const seen: string[] = [];
	for (;;) {
		const { body } = await control(emulator, "GET", `/journal?limit=2&since=${since}`);
		assert.ok(body.entries.length <= 2);
		if (body.entries.length === 0) break;
		seen.push(...body.entries.map(({ path }: { path: string }) => path));
		since = body.next;
	}
	assert.deepEqual(seen, ["/0", "/1", "/2", "/3", "/4"]);
});

test("a query that means nothing is refused", async (t) => {
	const emulator = await startEmulator(t);
	for (const [query, field] of [
		["status=abc", "status"],
		["direction=up", "direction"],
		["since=-1", "since"],
		["format=xml", "format"],
		["kind=htp", "kind"],
		["stauts=404", "stauts"],
		["status=9xx", "status"],
		["status=50", "status"],
		["method=gett", "method"],
		["topic=%23/b", "topic"],
		["since=5&until=2", "until"],
		["client=", "client"],
		["limit=999999999", "limit"],
		["format=ndjson&limit=5", "limit"],
		["kind=http&type=publish", "type"],
	]) {
		const { status, body } = await control(emulator, "GET", `/journal?${query}`);
		assert.deepEqual([status, Object.keys(body.invalidFields ?? {})], [400, [field]]);
	}
	assert.equal((await control(emulator, "GET", "/journal?app=unknown")).status, 404);
	assert.equal((await control(emulator, "DELETE", "/journal?app=unknown")).status, 404);
	// To ask for an app did not make it.
	assert.equal((await control(emulator, "GET", "/journal?app=unknown")).status, 404);
});

test("DELETE forgets", async (t) => {
	const emulator = await startEmulator(t);
	await fetch(`${emulator.url}/one`);
	assert.equal((await control(emulator, "DELETE", "/journal")).status, 204);
	assert.deepEqual(emulator.journal.entries(), []);
});

test("DELETE with a slip of the pen in app forgets nothing", async (t) => {
	const emulator = await startEmulator(t);
	await fetch(`${emulator.url}/one`);
	const { status, body } = await control(emulator, "DELETE", "/journal?ap=other");
	assert.deepEqual(
		[status, body.invalidFields],
		[400, { ap: "is no query parameter here; did you mean app? There are app" }],
	);
	assert.equal(emulator.journal.entries().length, 1);
});

test("NDJSON: one entry a line, by query or Accept", async (t) => {
	const emulator = await startEmulator(t);
	for (let count = 0; count < 1500; count++) push(emulator.journal as never, "emulator", `{"n":${count}}`);
	await fetch(`${emulator.url}/one`);
	const byQuery = await fetch(`${emulator.url}/_emulator/journal?format=ndjson&kind=push`);
	assert.equal(byQuery.headers.get("content-type"), "application/x-ndjson");
	const lines = (await byQuery.text()).trimEnd().split("\n");
	assert.equal(lines.length, 1500);
	assert.deepEqual(JSON.parse(lines.at(-1) ?? "").json, { n: 1499 });
	const byHeader = await fetch(`${emulator.url}/_emulator/journal?kind=http`, {
		headers: { Accept: "application/x-ndjson" },
	});
	assert.equal(JSON.parse(await byHeader.text()).path, "/one");
});

test("NDJSON from beyond the end begins with the gap that a stream has", async (t) => {
	const emulator = await startEmulator(t);
	await fetch(`${emulator.url}/one`);
	const lines = async (since: number) => {
		const text = await (await fetch(`${emulator.url}/_emulator/journal?format=ndjson&since=${since}`)).text();
		return text.split("\n").filter((line) => line !== "");
	};
	const { seq } = emulator.journal.entries()[0] ?? { seq: 0 };
	const [gap = "", entry = ""] = await lines(seq + 10);
	assert.deepEqual(JSON.parse(gap), { kind: "gap", reason: "ahead", dropped: 0, from: seq + 1, to: seq + 9 });
	assert.equal(JSON.parse(entry).path, "/one");
	assert.deepEqual(await lines(seq + 1), []);
});

test("NDJSON is made as fast as it is read, and its reader may go", async (t) => {
	const emulator = await startEmulator(t, { journalPayload: 60_000 });
	for (let count = 0; count < 1000; count++) push(emulator.journal as never, "emulator", "x".repeat(50_000) + count);
	await new Promise<void>((resolve) => {
		const request = get(`${emulator.url}/_emulator/journal?format=ndjson`, (response) => {
			response.once("readable", () => {
				response.destroy();
				resolve();
			});
		});
		request.on("error", () => {});
	});
	assert.equal((await control(emulator, "GET", "/journal?limit=1")).status, 200);
});

test("an export that is read slowly says what had to go meanwhile", () => {
	const journal = newJournal({ entries: 400 });
	for (let count = 0; count < 400; count++) push(journal, "a", "1");
	const reader = journal.reader({});
	assert.equal(reader.next()?.length, 100);
	for (let count = 0; count < 250; count++) push(journal, "a", "2");
	const rest = [];
	for (let batch = reader.next(); batch !== undefined; batch = reader.next()) rest.push(...batch);
	assert.deepEqual(rest[0], { kind: "gap", dropped: 150, from: 101, to: 250 });
	assert.equal(rest.length, 1 + 150);
});
