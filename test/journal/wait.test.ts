import assert from "node:assert/strict";
import test from "node:test";
import { ManualClock, type Match, WaitTimedOut } from "../../src/index.ts";
import { control, startEmulator } from "./emulator.ts";
import { newJournal, push } from "./with-journal.ts";

test("entries that are there count, and those that come", async () => {
	const journal = newJournal();
	push(journal, "a", '{"n":1}');
	const waiting = journal.wait({ match: { kind: "push", json: { n: { gte: 1 } } }, count: 3 });
	push(journal, "a", '{"n":0}');
	push(journal, "a", '{"n":2}');
	push(journal, "b", '{"n":3}');
	const { entries, next } = await waiting;
	assert.deepEqual(
		entries.map(({ seq }) => seq),
		[1, 3, 4],
	);
	assert.equal(next, 5);
});

test("since leaves out what came before; app what is of others", async () => {
	const journal = newJournal();
	push(journal, "a", "1");
	const waiting = journal.wait({ match: { kind: "push" }, app: "b", since: 2 });
	push(journal, "a", "1");
	push(journal, "b", "1");
	assert.equal((await waiting).entries[0]?.seq, 3);
});

test("a flood in one turn that overflows the journal loses no match", async () => {
	const journal = newJournal({ entries: 5 });
	const waiting = journal.wait({ match: { json: { n: 7 } } });
	for (let count = 0; count < 100; count++) push(journal, "a", `{"n":${count}}`);
	assert.equal((await waiting).entries[0]?.seq, 8);
});

test("on time-out: how many there were and the nearest misses, the closest first", async () => {
	const journal = newJournal();
	journal.push({ app: "a", topic: "t", payload: '{"commandID":"c1"}', delivered: true, owner: "thing:1" });
	journal.push({ app: "a", topic: "t", payload: '{"commandID":"c2"}', delivered: false, owner: "thing:1" });
	const match = { kind: "push", json: { commandID: "c2" }, delivered: true, owner: "thing:2" };
	const error = await journal.wait({ match, timeoutMs: 1 }).catch((reason: unknown) => reason);
	assert.ok(error instanceof WaitTimedOut);
	assert.equal(error.found, 0);
	assert.deepEqual(
		error.nearMisses.map(({ entry, differences }) => [entry.seq, differences]),
		[
			[
				2,
				[
					{ field: "delivered", expected: true, actual: false },
					{ field: "owner", expected: "thing:2", actual: "thing:1" },
				],
			],
			[
				1,
				[
					{ field: "json.commandID", expected: "c2", actual: "c1" },
					{ field: "owner", expected: "thing:2", actual: "thing:1" },
				],
			],
		],
	);
	assert.match(
		error.message,
		/^0 of 1 matching entries within 1 ms; the closest, entry 2 \(push\): delivered is false/,
	);
});

test("near misses are those that are near, if that is said: of several, those that meet the first that any meets", async () => {
	const journal = newJournal();
	for (const [owner, json] of [
		["thing:1", { n: 1 }],
		["thing:2", { n: 2 }],
		["user:1", { n: 3 }],
	] as const) {
		journal.push({ app: "a", topic: "t", payload: JSON.stringify(json), delivered: true, owner });
	}
	const misses = async (near: readonly Match[] | undefined) => {
		const wait = journal.wait({ match: { json: { n: 9 } }, timeoutMs: 0, ...(near === undefined ? {} : { near }) });
		const error = await wait.catch((reason: unknown) => reason);
		assert.ok(error instanceof WaitTimedOut);
		return error.nearMisses.map(({ entry }) => entry.seq);
	};
	assert.deepEqual(await misses(undefined), [3, 2, 1]);
	const things = { owner: { regex: "^thing:" } };
	assert.deepEqual(await misses([things]), [2, 1]);
	assert.deepEqual(await misses([{ owner: "thing:1" }, things]), [1]);
	assert.deepEqual(await misses([{ owner: "thing:7" }, things]), [2, 1]);
	assert.deepEqual(await misses([{ owner: "thing:7" }]), []);
});

test("a clock that stands still does not keep a wait from ending", async (t) => {
	const emulator = await startEmulator(t, { clock: new ManualClock() });
	await assert.rejects(emulator.journal.wait({ match: { kind: "push" }, timeoutMs: 5 }), WaitTimedOut);
});

test("a wait can be given up", async () => {
	const journal = newJournal();
	const giving = new AbortController();
	const waiting = journal.wait({ match: { kind: "push" }, signal: giving.signal });
	giving.abort(new Error("enough"));
	await assert.rejects(waiting, /enough/);
});

test("over HTTP", async (t) => {
	const emulator = await startEmulator(t);
	const match = { kind: "http", path: { regex: "^/hello" }, status: { gte: 400, lte: 499 } };
	const waiting = control(emulator, "POST", "/journal/wait", { match, count: 2 });
	await fetch(`${emulator.url}/hello?1`);
	await fetch(`${emulator.url}/other`);
	await fetch(`${emulator.url}/hello?2`);
	const { status, body } = await waiting;
	assert.equal(status, 200);
	assert.deepEqual(
		body.entries.map(({ path }: { path: string }) => path),
		["/hello?1", "/hello?2"],
	);
	assert.equal(body.next, body.entries[1].seq + 1);
});

test("over HTTP, on time-out: 408 with the nearest misses", async (t) => {
	const emulator = await startEmulator(t);
	await fetch(`${emulator.url}/hello`);
	const { status, body } = await control(emulator, "POST", "/journal/wait", {
		match: { kind: "http", method: "PUT", path: "/hello" },
		timeoutMs: 1,
	});
	assert.deepEqual([status, body.errorCode, body.found], [408, "WAIT_TIMED_OUT", 0]);
	assert.deepEqual(body.nearMisses[0].differences, [{ field: "method", expected: "PUT", actual: "GET" }]);
	assert.equal(body.nearMisses[0].entry.path, "/hello");
});

test("over HTTP, what cannot be waited for is refused", async (t) => {
	const emulator = await startEmulator(t);
	const refused = async (body: object) => {
		const reply = await control(emulator, "POST", "/journal/wait", body);
		return [reply.status, reply.body.errorCode, Object.keys(reply.body.invalidFields ?? {})];
	};
	assert.deepEqual(await refused({}), [400, "INVALID_INPUT_DATA", ["match"]]);
	assert.deepEqual(await refused({ match: { path: { regex: "(" } } }), [
		400,
		"INVALID_INPUT_DATA",
		["match.path.regex"],
	]);
	assert.deepEqual(await refused({ match: {}, count: 0 }), [400, "INVALID_INPUT_DATA", ["count"]]);
	assert.deepEqual(await refused({ match: {}, count: 10_001 }), [400, "INVALID_INPUT_DATA", ["count"]]);
	assert.deepEqual(await refused({ match: {}, near: [{ path: { regex: "(" } }] }), [
		400,
		"INVALID_INPUT_DATA",
		["near.0.path.regex"],
	]);
	assert.deepEqual(await refused({ match: {}, app: "unknown" }), [404, "APP_NOT_FOUND", []]);
});

test("the end of the emulator ends a wait", async (t) => {
	const emulator = await startEmulator(t);
	const inProcess = emulator.journal.wait({ match: { kind: "push" } });
	const overHttp = control(emulator, "POST", "/journal/wait", { match: { kind: "push" } });
	await emulator.journal.wait({ match: { kind: "http" }, timeoutMs: 1 }).catch(() => {});
	await fetch(`${emulator.url}/_emulator/health`);
	await Promise.all([assert.rejects(inProcess, { name: "WaitEnded" }), emulator.close()]);
	const { status, body } = await overHttp;
	assert.deepEqual([status, body.errorCode], [503, "EMULATOR_CLOSING"]);
});

test("over HTTP the app may be in the query, too", async (t) => {
	const emulator = await startEmulator(t);
	await emulator.apps.create({ appID: "other" });
	await fetch(`${emulator.url}/api/apps/emulator/things/none`);
	const body = { match: { kind: "http" }, timeoutMs: 0 };
	assert.equal((await control(emulator, "POST", "/journal/wait?app=emulator", body)).status, 200);
	assert.equal((await control(emulator, "POST", "/journal/wait?app=other", body)).status, 408);
	const two = await control(emulator, "POST", "/journal/wait?app=other", { ...body, app: "emulator" });
	assert.deepEqual(Object.keys(two.body.invalidFields), ["app"]);
});

test("the time-out says what is there, when there is no near miss", async () => {
	const journal = newJournal();
	const messageOf = async (options: { count?: number; since?: number; near?: Match[] } = {}) =>
		journal.wait({ match: { kind: "push" }, timeoutMs: 1, ...options }).then(
			() => "",
			({ message }: Error) => message,
		);
	assert.match(await messageOf(), /^0 of 1 matching entries within 1 ms; there is no entry at all$/);
	push(journal, "a", "1");
	assert.match(await messageOf({ count: 3 }), /^1 of 3 matching entries within 1 ms; nothing else comes near$/);
	assert.match(await messageOf({ since: 2 }), /; there is no entry from 2 on$/);
});

test("a near miss that was cut says that this may be why", async () => {
	const journal = newJournal({ payload: 10 });
	push(journal, "a", '{"commandID":"c1"}');
	await assert.rejects(journal.wait({ match: { json: { commandID: "c1" } }, timeoutMs: 1 }), {
		message: /the closest, entry 1 \(push, truncated: what was cut cannot match\): json is not there/,
	});
});
