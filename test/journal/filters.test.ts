import assert from "node:assert/strict";
import { test } from "node:test";
import { connectEmulator } from "../../src/testing.ts";
import { anonymousCredentials, connectDevice } from "../helpers/device.ts";
import { inShort, startEmulator } from "./emulator.ts";
import { newJournal } from "./with-journal.ts";

test("entries are found by event, by what was cut, and by the fault that was at work", async (t) => {
	const emulator = await startEmulator(t, { journalPayload: 20 });
	await emulator.faults.add({ id: "no", on: "api", action: "respond", status: 418, times: 1 });
	await emulator.faults.add({ id: "lost", on: "pingreq", action: "drop" });
	await fetch(`${emulator.url}/api/apps/emulator/one`);
	await fetch(`${emulator.url}/api/apps/emulator/two`, { method: "POST", body: "x".repeat(21) });
	const device = await connectDevice(emulator, "mqtt", anonymousCredentials(emulator));
	await device.close();
	await emulator.journal.wait({ match: { event: "close" } });
	const { journal } = await connectEmulator(emulator.url);
	const found = async (filter: Parameters<typeof journal.entries>[0]) => inShort(await journal.entries(filter));
	assert.deepEqual(await found({ event: "close" }), ["close"]);
	assert.deepEqual(await found({ event: ["open", "close"] }), ["open", "close"]);
	assert.deepEqual(await found({ truncated: true }), ["http GET 418", "http POST 404"]);
	assert.ok(!(await found({ truncated: false })).includes("http POST 404"));
	assert.deepEqual(await found({ fault: true }), ["http GET 418"]);
	assert.deepEqual(await found({ fault: "no" }), ["http GET 418"]);
	assert.deepEqual(await found({ fault: "lost" }), []);
	assert.deepEqual(inShort(emulator.journal.entries({ fault: true, truncated: true })), ["http GET 418"]);
	const follow = journal.follow({ since: 1, fault: "no" })[Symbol.asyncIterator]();
	const { value } = await follow.next();
	assert.deepEqual(value.kind === "gap" ? [] : inShort([value]), ["http GET 418"]);
	await follow.return?.();
});

test("a refused upgrade is found by its status", () => {
	const journal = newJournal();
	const of = { listener: "ws", remoteAddress: "::1", reachedHost: "localhost", subprotocols: [] };
	journal.refusedUpgrade({ ...of, status: 400, reason: "no" });
	assert.deepEqual(inShort(journal.entries({ status: { gte: 400, lt: 500 } })), ["upgrade-refused"]);
	assert.deepEqual(inShort(journal.entries({ status: 404 })), []);
});
