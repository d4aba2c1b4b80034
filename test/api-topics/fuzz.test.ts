import assert from "node:assert/strict";
import { test } from "node:test";
import { seededIds } from "../../src/system/random-ids.ts";
import { ask } from "./ask.ts";

const pieces = [
	"GET",
	"POST",
	"put",
	"\n",
	"\r\n",
	"\n\n",
	"\r",
	":",
	" ",
	"\t",
	"X-Kii-RequestID",
	"Authorization",
	"Bearer a",
	"Content-Type",
]
	.concat([
		"application/json",
		"{",
		"}",
		'"',
		"[",
		"\u0000",
		"é",
		"\u{1f511}",
		"\uFEFF",
		"__proto__",
		"HTTP/1.1",
		"/",
		"%",
		"\u0085",
		"x".repeat(9000),
	])
	.map((piece) => Buffer.from(piece));

async function checkAnswer(payload: Uint8Array): Promise<void> {
	const { replies, calls, log } = await ask({ payload });
	assert.equal(replies.length, 1);
	const reply = replies[0] ?? "";
	assert.match(reply, /^(?:200|400|405)\r\n/);
	const [head = ""] = reply.split("\r\n\r\n", 1);
	// Nothing that came in can add a line to the head, or end it.
	for (const line of head.split("\r\n").slice(1)) assert.match(line, /^(?:X-Kii-RequestID|Content-Type):[^\r\n]*$/);
	assert.ok(head.split("\r\n").length <= 3);
	assert.equal(calls.length, reply.startsWith("200") ? 1 : 0);
	assert.equal(
		log.some(({ level }) => level === "error"),
		false,
	);
}

test("thousands of payloads made of pieces of requests are all answered", async () => {
	const bytes = seededIds("pieces").bytes(60_000);
	for (let index = 0, length = 1; index + length <= bytes.length; index += length, length = 1 + (length % 29)) {
		await checkAnswer(
			Buffer.concat(
				Array.from(bytes.subarray(index, index + length), (byte) => pieces[byte % pieces.length] ?? Buffer.of(byte)),
			),
		);
	}
});

test("thousands of payloads of random bytes are all answered", async () => {
	const ids = seededIds("bytes");
	for (let round = 0; round < 2000; round++) await checkAnswer(ids.bytes(round % 97));
});

test("a good request with one byte changed is answered", async () => {
	const request = Buffer.from(
		'PUT\r\nAuthorization: Bearer tok\r\nX-Kii-RequestID: asdf1234\r\nContent-Type: application/json\r\n\r\n{"a":[1,2]}',
	);
	const ids = seededIds("changes");
	for (let index = 0; index < request.length; index++) {
		for (const byte of [0x00, 0x0a, 0x0d, 0x20, 0x3a, 0x80, ...ids.bytes(4)]) {
			const changed = Buffer.from(request);
			changed[index] = byte;
			await checkAnswer(changed);
		}
	}
});
