import assert from "node:assert/strict";
import { once } from "node:events";
import test, { type TestContext } from "node:test";
import WebSocket from "ws";
import type { Emulator } from "../../src/index.ts";
import { anonymousCredentials, connectDevice } from "../helpers/device.ts";
import { startEmulator } from "./emulator.ts";
import { push } from "./with-journal.ts";

function open(t: TestContext, emulator: Emulator, query = "", base = emulator.url.replace("http", "ws")): WebSocket {
	const socket = new WebSocket(`${base}/_emulator/events${query}`, { ca: emulator.ca });
	socket.on("error", () => {});
	t.after(() => socket.terminate());
	return socket;
}

/** The messages that came, in words; resolves when there are so many. */
function messages(socket: WebSocket) {
	const all: Record<string, unknown>[] = [];
	let tell = () => {};
	socket.on("message", (data) => {
		all.push(JSON.parse(String(data)));
		tell();
	});
	return {
		all,
		async until(isEnough: () => boolean) {
			while (!isEnough()) {
				await new Promise<void>((resolve) => {
					tell = resolve;
				});
			}
		},
	};
}

async function refusal(socket: WebSocket): Promise<{ status: number | undefined; errorCode: string }> {
	const [, response] = await once(socket, "unexpected-response");
	let text = "";
	for await (const chunk of response) text += chunk;
	return { status: response.statusCode, errorCode: JSON.parse(text).errorCode };
}

for (const transport of ["http", "https"] as const) {
	test(`over ${transport}, entries come as they are written`, async (t) => {
		const emulator = await startEmulator(t);
		const socket = open(t, emulator, "?kind=http", emulator.urls[transport].replace("http", "ws"));
		const stream = messages(socket);
		await once(socket, "open");
		await fetch(`${emulator.url}/one`);
		await fetch(`${emulator.url}/two`);
		await stream.until(() => stream.all.length === 2);
		assert.deepEqual(
			stream.all.map(({ path }) => path),
			["/one", "/two"],
		);
	});
}

test("a stream goes on where another has ended", async (t) => {
	const emulator = await startEmulator(t);
	for (const path of ["/one", "/two", "/three"]) await fetch(emulator.url + path);
	const first = messages(open(t, emulator, "?since=1"));
	await first.until(() => first.all.length === 3);
	const second = messages(open(t, emulator, "?since=3"));
	await second.until(() => second.all.length === 1);
	assert.deepEqual([first.all.map(({ seq }) => seq), second.all.map(({ path }) => path)], [[1, 2, 3], ["/three"]]);
});

test("what had to go is told as a gap", async (t) => {
	const emulator = await startEmulator(t, { journalEntries: 2 });
	for (let count = 0; count < 5; count++) await fetch(`${emulator.url}/${count}`);
	const stream = messages(open(t, emulator, "?since=1"));
	await stream.until(() => stream.all.length === 3);
	assert.deepEqual(stream.all[0], { kind: "gap", dropped: 3, from: 1, to: 3 });
});

test("a reader that does not read holds up nobody and finds a gap", async (t) => {
	const emulator = await startEmulator(t, { journalEntries: 100 });
	const socket = open(t, emulator, "?since=1");
	const stream = messages(socket);
	await once(socket, "open");
	socket.pause();
	const payload = "x".repeat(50_000);
	// Far more than the buffers of sockets and the journal hold.
	for (let count = 0; count < 2000; count++) {
		push(emulator.journal as never, "emulator", payload + count);
		if (count % 50 === 0) await fetch(`${emulator.url}/_emulator/health`);
	}
	socket.resume();
	await stream.until(() => stream.all.at(-1)?.seq === 2000);
	const gaps = stream.all.filter(({ kind }) => kind === "gap");
	assert.ok(gaps.length > 0);
	let expected = 1;
	for (const message of stream.all) {
		assert.equal(message.kind === "gap" ? message.from : message.seq, expected);
		expected = Number(message.kind === "gap" ? message.to : message.seq) + 1;
	}
});

test("the CONNECT of a client comes to the stream of its app", async (t) => {
	const emulator = await startEmulator(t);
	const socket = open(t, emulator, "?app=emulator&kind=connection,mqtt");
	const stream = messages(socket);
	await once(socket, "open");
	const device = await connectDevice(emulator, "mqtt", anonymousCredentials(emulator));
	t.after(() => device.close());
	await stream.until(() => stream.all.length === 3);
	assert.deepEqual(stream.all.map(({ kind, type, client, app }) => [kind, type, client, app]).sort(), [
		["connection", undefined, "anonymous", "emulator"],
		["mqtt", "connack", "anonymous", "emulator"],
		["mqtt", "connect", "anonymous", "emulator"],
	]);
});

test("who may not have it is told why", async (t) => {
	const emulator = await startEmulator(t);
	const ws = emulator.url.replace("http", "ws");
	const foreign = new WebSocket(`${ws}/_emulator/events`, { origin: "http://evil.example" });
	assert.deepEqual(await refusal(foreign), { status: 403, errorCode: "CONTROL_FORBIDDEN" });
	assert.deepEqual(await refusal(open(t, emulator, "?app=unknown")), { status: 404, errorCode: "APP_NOT_FOUND" });
	assert.deepEqual(await refusal(open(t, emulator, "?since=x")), { status: 400, errorCode: "INVALID_INPUT_DATA" });
	assert.deepEqual(await refusal(open(t, emulator, "?what=x")), { status: 400, errorCode: "INVALID_INPUT_DATA" });
	assert.deepEqual(await refusal(open(t, emulator, "?kind=mqt")), { status: 400, errorCode: "INVALID_INPUT_DATA" });
	const off = await startEmulator(t, { journal: false });
	assert.deepEqual(await refusal(open(t, off)), { status: 409, errorCode: "JOURNAL_OFF" });
});

test("elsewhere, and without WebSocket, a request for an upgrade is a plain one", async (t) => {
	const emulator = await startEmulator(t);
	const elsewhere = new WebSocket(`${emulator.url.replace("http", "ws")}/nothing`);
	assert.deepEqual(await refusal(elsewhere), { status: 404, errorCode: "NOT_FOUND" });
	const plain = await fetch(`${emulator.url}/_emulator/events`);
	assert.deepEqual([plain.status, plain.headers.get("upgrade")], [426, "websocket"]);
});

test("the end of the emulator ends a stream", async (t) => {
	const emulator = await startEmulator(t);
	const socket = open(t, emulator);
	await once(socket, "open");
	const closed = once(socket, "close");
	await emulator.close();
	const [code] = await closed;
	assert.equal(code, 1001);
});
