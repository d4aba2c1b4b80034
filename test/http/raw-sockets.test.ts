// What the C SDKs put on the wire (real-clients section 1): no HTTP library would send it.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { listenHttp } from "../../src/http/listen.ts";
import { createTestHttp } from "../helpers/http.ts";

/** Sends `parts` in separate writes and gives all that comes back until the server closes. */
async function exchange(port: number, ...parts: string[]): Promise<string> {
	const socket = connect(port, "127.0.0.1").setNoDelay(true).setEncoding("utf8");
	let text = "";
	socket.on("data", (chunk) => {
		text += chunk;
	});
	const closed = new Promise((resolve, reject) => {
		socket.on("close", resolve).on("error", reject);
	});
	for (const part of parts) await new Promise((resolve) => socket.write(part, resolve));
	await closed;
	return text;
}

async function listening() {
	const { app } = await createTestHttp();
	return listenHttp({ app, host: "127.0.0.1", port: 0 });
}

const body = '{"grant_type":"client_credentials","client_id":"emulator","client_secret":"dummy"}';

test("a chunked body under an absolute-form target with Connection: Close", async () => {
	const server = await listening();
	const head = [
		"POST https://api-jp.kii.com/api/apps/emulator/oauth2/token HTTP/1.1",
		"HOST: api-jp.kii.com",
		"Content-Type: application/json",
		"Transfer-Encoding: chunked",
		"Connection: Close",
	];
	const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
	assert.match(await exchange(server.port, `${head.join("\r\n")}\r\n\r\n`, chunk), /^HTTP\/1\.1 200 OK\r\n/);
	await server.close(0);
});

test("stray bytes behind a GET, in the same write and in a later one, do not spoil its answer", async () => {
	const server = await listening();
	const get =
		"GET https://api-jp.kii.com/_emulator/health HTTP/1.1\r\nHOST: api-jp.kii.com\r\nConnection: Close\r\n\r\n";
	for (const parts of [[`${get}0\r\n\r\n`], [get, "0\r\n\r\n"]]) {
		const text = await exchange(server.port, ...parts);
		assert.match(text, /^HTTP\/1\.1 200 OK\r\n/);
		assert.match(text, /"status":"ok"/);
	}
	await server.close(0);
});

test("HTTP/1.0 gets HTTP/1.1, a Content-Length and no chunks", async () => {
	const server = await listening();
	const head = [
		"POST https://api.kii.com/api/apps/emulator/oauth2/token HTTP/1.0",
		"host: api.kii.com",
		"content-type: application/json",
		`content-length: ${body.length}`,
	];
	const text = await exchange(server.port, `${head.join("\r\n")}\r\n\r\n${body}`);
	assert.match(text, /^HTTP\/1\.1 200 OK\r\n/);
	assert.match(text, /\r\ncontent-length: [1-9]\d*\r\n/i);
	assert.doesNotMatch(text, /transfer-encoding/i);
	await server.close(0);
});

test("a request target without a path is a 404 of exactly {}", async () => {
	const server = await listening();
	const text = await exchange(
		server.port,
		"GET https://api-jp.kii.com HTTP/1.1\r\nHOST: api-jp.kii.com\r\nConnection: Close\r\n\r\n",
	);
	assert.match(text, /^HTTP\/1\.1 404 Not Found\r\n/);
	assert.equal(text.slice(text.indexOf("\r\n\r\n") + 4), "{}");
	await server.close(0);
});

test("what is no HTTP is answered 400 and the server lives on", async () => {
	const server = await listening();
	assert.match(await exchange(server.port, "\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00"), /^HTTP\/1\.1 400 /);
	assert.match(await exchange(server.port, `GET / HTTP/1.1\r\nX: ${"x".repeat(100_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
	assert.match(await exchange(server.port, "GET /_emulator/health HTTP/1.0\r\n\r\n"), /^HTTP\/1\.1 200 /);
	await server.close(0);
});
