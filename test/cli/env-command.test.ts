import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { LocatorPlace } from "../../src/cli/locator.ts";
import { type Run, run, running } from "./run.ts";

const living = [41, 42, 43];

function place(t: TestContext, pid: number, inFolder?: string): LocatorPlace {
	const above = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
	t.after(() => rmSync(above, { recursive: true }));
	return { folder: inFolder ?? join(above, "locators"), pid, isAlive: (each) => living.includes(each) };
}

/** Answers like the health of the emulator with that process ID. */
async function healthOf(t: TestContext, pid: number): Promise<string> {
	const server = createServer((_request, response) => response.end(JSON.stringify({ status: "ok", pid }))).listen(
		0,
		"127.0.0.1",
	);
	await once(server, "listening");
	t.after(() => server.close());
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A `start` that has come to its ready line. */
async function started(locators: LocatorPlace, http: string): Promise<Run> {
	const it = run([], { locators, start: async () => ({ ...running, urls: { ...running.urls, http } }) });
	while (it.stdout.length === 0) await nextTurn();
	return it;
}

async function stop(it: Run): Promise<void> {
	it.process.emit("SIGTERM", "SIGTERM");
	await it.code;
}

test("env prints the URLs of the emulator that runs, for three shells", async (t) => {
	const locators = place(t, 42);
	const http = await healthOf(t, 42);
	const it = await started(locators, http);
	const posix = run(["env"], { locators });
	assert.equal(await posix.code, 0);
	assert.deepEqual(posix.stdout.join("").split("\n"), [
		`export KII_HTTP_URL='${http}'`,
		"export KII_HTTPS_URL='https://h:2'",
		"export KII_MQTT_URL='mqtt://h:3'",
		"export KII_MQTTS_URL='mqtts://h:4'",
		"export KII_WS_URL='ws://h:5'",
		"export KII_WSS_URL='wss://h:6'",
		"export KII_PID='42'",
		"",
	]);
	const powershell = run(["env", "--powershell"], { locators });
	assert.equal(await powershell.code, 0);
	assert.match(powershell.stdout.join(""), /^\$env:KII_MQTT_URL = 'mqtt:\/\/h:3'$/m);
	const json = run(["env", "--json"], { locators });
	assert.equal(await json.code, 0);
	const { startedAt, version, ...rest } = JSON.parse(json.stdout.join(""));
	assert.deepEqual(rest, { pid: 42, urls: { ...running.urls, http }, ports: running.ports });
	assert.ok(Date.parse(startedAt) > 0 && typeof version === "string");
	await stop(it);
});

test("the locator is there from the ready line to the end, for its user only", async (t) => {
	const locators = place(t, 42);
	const it = await started(locators, await healthOf(t, 42));
	assert.deepEqual(readdirSync(locators.folder), ["42.json"]);
	if (process.platform !== "win32") assert.equal(statSync(locators.folder).mode & 0o777, 0o700);
	await stop(it);
	assert.deepEqual(readdirSync(locators.folder), []);
	const none = run(["env"], { locators });
	assert.equal(await none.code, 1);
	assert.match(
		none.stderr.join(""),
		/^kii-emulator: env: no emulator of this user runs on this machine; kii-emulator start/,
	);
});

test("the locator goes when the process is forced to end, too", async (t) => {
	const locators = place(t, 42);
	const it = await started(locators, await healthOf(t, 42));
	it.process.emit("uncaughtException", new Error("boom"), "uncaughtException");
	assert.deepEqual(it.exits, [70]);
	assert.deepEqual(readdirSync(locators.folder), []);
});

test("of several emulators one must be named", async (t) => {
	const one = place(t, 41);
	const other = place(t, 42, one.folder);
	const runs = [await started(one, await healthOf(t, 41)), await started(other, await healthOf(t, 42))];
	const unnamed = run(["env"], { locators: one });
	assert.equal(await unnamed.code, 1);
	assert.match(
		unnamed.stderr.join(""),
		/2 emulators run; say which: .*--pid 41 \(http.*--pid 42 \(|--pid 42.*--pid 41/,
	);
	const named = run(["env", "--pid", "41"], { locators: one });
	assert.equal(await named.code, 0);
	assert.match(named.stdout.join(""), /KII_PID='41'/);
	assert.equal(await run(["env", "--pid", "7"], { locators: one }).code, 1);
	for (const it of runs) await stop(it);
});

test("what a killed emulator left is not taken for one, not even when its process ID is another program's", async (t) => {
	const locators = place(t, 42);
	const it = await started(locators, await healthOf(t, 42));
	// 44 has gone; 43 lives, but it is no emulator; 41 is one that another answers for.
	const url = await healthOf(t, 42);
	for (const pid of [41, 43, 44]) {
		const urls = { ...running.urls, http: pid === 43 ? "http://127.0.0.1:1" : url };
		writeFileSync(
			join(locators.folder, `${pid}.json`),
			JSON.stringify({ pid, startedAt: "", version: "", urls, ports: running.ports }),
		);
	}
	writeFileSync(join(locators.folder, "40.json"), "{");
	const putAside = [42, 44].map((pid) => join(locators.folder, `${pid}.json.0123456789ab.new`));
	for (const file of putAside) writeFileSync(file, "{");
	const found = run(["env"], { locators });
	assert.equal(await found.code, 0, found.stderr.join(""));
	assert.deepEqual(putAside.map(existsSync), [true, false]);
	assert.match(found.stdout.join(""), /KII_PID='42'/);
	assert.equal(existsSync(join(locators.folder, "44.json")), false);
	await stop(it);
});

test("an emulator runs without a locator where none can be written, and says so", async (t) => {
	const { folder, ...rest } = place(t, 42);
	symlinkSync(tmpdir(), folder);
	const it = await started({ folder, ...rest }, "http://h:1");
	assert.match(
		it.stderr.join(""),
		/^kii-emulator: "kii-emulator env" will not find this emulator: .* is not a folder\n$/,
	);
	await stop(it);
});

test("a locator that lacks a field, of another version, is found all the same", async (t) => {
	const locators = place(t, 42);
	const http = await healthOf(t, 42);
	const it = await started(locators, http);
	const file = join(locators.folder, "41.json");
	writeFileSync(file, JSON.stringify({ pid: 41, urls: { ...running.urls, http: await healthOf(t, 41) } }));
	const list = run(["env"], { locators });
	assert.equal(await list.code, 1);
	assert.match(list.stderr.join(""), /2 emulators run; say which: --pid 42 .*--pid 41 .*since a time unknown/);
	const one = run(["env", "--pid", "41"], { locators });
	assert.equal(await one.code, 0);
	await stop(it);
});

test("a flag that is mistyped is 2, as for all commands", async (t) => {
	const locators = place(t, 42);
	const wrong = run(["env", "--jsn"], { locators });
	assert.equal(await wrong.code, 2);
	assert.match(wrong.stderr.join(""), /unknown flag; did you mean --json\?/);
	assert.equal(await run(["env", "--pid", "x"], { locators }).code, 2);
	assert.equal(await run(["env"], { locators }).code, 1);
});

test("health without a word of where asks the only emulator that runs", async (t) => {
	const locators = place(t, 42);
	const it = await started(locators, await healthOf(t, 42));
	assert.equal(await run(["health"], { locators }).code, 0);
	assert.equal(await run(["health", "--http-port=0"], { locators }).code, 0);
	assert.equal(await run(["health", "--url=http://127.0.0.1:1"], { locators }).code, 1);
	assert.equal(await run(["health", "--http-port=1"], { locators }).code, 1);
	await stop(it);
	assert.equal(await run(["health", "--http-port=0"], { locators }).code, 1);
});
