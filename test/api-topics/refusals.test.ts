import assert from "node:assert/strict";
import { test } from "node:test";
import { appID, ask, type Question } from "./ask.ts";

async function refusal(question: Question) {
	const asked = await ask(question);
	assert.deepEqual(asked.calls, [], "dispatched");
	assert.equal(asked.replies.length, 1);
	const [head = "", body = ""] = (asked.replies[0] ?? "").split("\r\n\r\n");
	const { errorCode, message } = JSON.parse(body);
	return { lines: head.split("\r\n"), errorCode, message, log: asked.log };
}

test("a malformed request is answered 400 with the request ID, and the log says what to change", async () => {
	const { lines, errorCode, message, log } = await refusal({
		payload: "PUT\nBearer s3cret\nX-Kii-RequestID: 42\n\n{}",
	});
	assert.deepEqual(lines, [
		"400",
		"X-Kii-RequestID:42",
		"Content-Type:application/vnd.kii.BadRequestException+json;charset=UTF-8",
	]);
	assert.equal(errorCode, "BAD_REQUEST");
	assert.equal(message, "Line 2 is not a header: write Name: value, and an empty line before the body");
	assert.deepEqual(
		log.map(({ level }) => level),
		["warn"],
	);
	assert.match(log[0]?.message ?? "", /line 2 is not a header/);
	assert.equal(log[0]?.bindings.clientID !== undefined && log[0].bindings.topic !== undefined, true);
});

test("a payload of bytes that are no text is answered 400", async () => {
	const { lines } = await refusal({ payload: Uint8Array.of(0xff, 0xd8, 0x00) });
	assert.equal(lines[0], "400");
});

test("an unknown verb is answered 405, and OPTIONS is one", async () => {
	for (const verb of ["BREW", "OPTIONS", "TRACE", "CONNECT", "constructor"]) {
		const { lines, errorCode, message } = await refusal({ payload: `${verb}\nX-Kii-RequestID:1\n\n` });
		assert.deepEqual(lines.slice(0, 2), ["405", "X-Kii-RequestID:1"]);
		assert.equal(lines[2], "Content-Type:application/vnd.kii.MethodNotAllowedException+json;charset=UTF-8");
		assert.equal(errorCode, "METHOD_NOT_ALLOWED");
		assert.match(message, /GET, HEAD, POST, PUT, PATCH, DELETE/);
	}
});

test("a path with dot segments is answered 404, as no URL parser may get to see it", async () => {
	for (const tail of ["../other/onboardings", "targets/%2E%2e/states"]) {
		const { lines, errorCode } = await refusal({ payload: "GET\n\n", tail });
		assert.deepEqual([lines[0], errorCode], ["404", "NOT_FOUND"]);
	}
});

test("a topic of another app or client is answered 404, should the broker let it through", async () => {
	for (const topic of [
		`p/other/thing-if/apps/${appID}/onboardings`,
		"p/AbCdEfGhIjKlMnOpQrStUvW/thing-if/apps/x/onboardings",
	]) {
		assert.equal((await refusal({ payload: "GET\n\n", topic })).lines[0], "404");
	}
});

const anonymous = { clientID: "anonymous", anonymous: true };

test("a session of the default broker may only POST onboardings", async () => {
	for (const [payload, tail] of [
		["GET\n\n", "onboardings"],
		["PUT\n\n{}", "onboardings"],
		["POST\n\n{}", "targets/thing:th.1/commands"],
		["POST\n\n{}", "onboardings/x"],
		["POST\n\n{}", "x/onboardings"],
		["POST\n\n{}", "?onboardings"],
		["GET\n\n", "targets/thing:th.1/states"],
	] as const) {
		const { lines, errorCode, message } = await refusal({ ...anonymous, payload, tail });
		assert.deepEqual([lines[0], errorCode], ["403", "OPERATION_NOT_SUPPORTED"], `${payload} ${tail}`);
		assert.match(message, /^The default broker takes onboardings only/);
	}
});

test("a session of the default broker may POST onboardings, with a token or without", async () => {
	for (const tail of ["onboardings", "onboardings/", "/onboardings", "onboardings?x=1"]) {
		const { calls } = await ask({ ...anonymous, payload: "POST\n\n{}", tail });
		assert.deepEqual([calls.length, calls[0]?.caller.anonymous, calls[0]?.headers], [1, true, {}]);
	}
	const { calls } = await ask({ ...anonymous, payload: "POST\nAuthorization: Bearer t\n\n{}", tail: "onboardings" });
	assert.deepEqual(calls[0]?.headers, { authorization: "Bearer t" });
});

test("refusals say nothing of what the client sent as a secret", async () => {
	for (const payload of [
		"PUT\nAuthorization: Bearer s3cret\nAuthorization: Bearer s3cret\n\n{}",
		"PUT\nAuthorization: Bearer s3cret\u0000\n\n{}",
		"Bearer s3cret\n\n",
		"s3cret\nAuthorization: Bearer s3cret\n\n",
		"PUT\nBearer s3cret\n\n{}",
	]) {
		const { replies, log } = await ask({ payload });
		assert.equal(JSON.stringify([replies, log]).includes("s3cret"), false, payload);
	}
});
