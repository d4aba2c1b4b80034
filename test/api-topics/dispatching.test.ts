import assert from "node:assert/strict";
import { test } from "node:test";
import { createResponder } from "../../src/api-topics/responder.ts";
import { createActivity } from "../../src/system/activity.ts";
import { appID, ask, mqttTopic, ok, recordingLog } from "./ask.ts";

test("a request becomes a call with its caller beside it", async () => {
	const connection = { of: "the client" };
	const { calls, replies } = await ask({
		tail: "targets/thing:th.1/commands?bestEffortLimit=5",
		payload: 'post\r\nAuthorization: Bearer tok\r\nX-Kii-RequestID: 7\r\n\r\n{"a":1}\r\n',
		reachedHost: "broker.example",
		remoteAddress: "10.0.0.9",
		connection,
		connectionNumber: 4,
		listener: "ws",
	});
	assert.deepEqual(calls, [
		{
			method: "POST",
			path: `/thing-if/apps/${appID}/targets/thing:th.1/commands?bestEffortLimit=5`,
			headers: { authorization: "Bearer tok", "x-kii-requestid": "7" },
			body: '{"a":1}',
			caller: {
				clientID: mqttTopic,
				appID,
				anonymous: false,
				reachedHost: "broker.example",
				remoteAddress: "10.0.0.9",
				connection,
				epoch: undefined,
				connectionNumber: 4,
				listener: "ws",
				topic: `p/${mqttTopic}/thing-if/apps/${appID}/targets/thing:th.1/commands?bestEffortLimit=5`,
				requestID: "7",
				sentHeaders: { authorization: "Bearer tok", "x-kii-requestid": "7" },
			},
		},
	]);
	assert.deepEqual(replies, [
		'200\r\nX-Kii-RequestID:7\r\nContent-Type:application/json;charset=UTF-8\r\n\r\n{\n  "a": 1\n}',
	]);
});

test("a request without a body is a call without one", async () => {
	const { calls } = await ask({ payload: "GET\n\n" });
	assert.equal("body" in (calls[0] ?? {}), false);
});

test("headers of an HTTP connection are not passed on", async () => {
	const hop = [
		"Connection: close",
		"Content-Length: 999",
		"Expect: 100-continue",
		"Host: evil",
		"Transfer-Encoding: chunked",
		"Upgrade: h2c",
	];
	const { calls } = await ask({ payload: `PUT\n${hop.join("\n")}\nContent-Type: application/json\n\n{}` });
	assert.deepEqual(calls[0]?.headers, { "content-type": "application/json" });
});

test("HEAD is dispatched and answered without a body", async () => {
	const { calls, replies } = await ask({ payload: "HEAD\n\n" });
	assert.equal(calls[0]?.method, "HEAD");
	assert.deepEqual(replies, ["200\r\nContent-Type:application/json;charset=UTF-8\r\n\r\n"]);
});

test("a call that fails is answered 500, and the log has the cause", async () => {
	for (const dispatch of [
		() => Promise.reject(new Error("boom")),
		() => {
			throw new Error("boom");
		},
	]) {
		const { replies, log } = await ask({ payload: "GET\nX-Kii-RequestID: 1\n\n", dispatch });
		const [head = "", body = ""] = (replies[0] ?? "").split("\r\n\r\n");
		assert.deepEqual(head.split("\r\n").slice(0, 2), ["500", "X-Kii-RequestID:1"]);
		assert.equal(JSON.parse(body).errorCode, "UNDEFINED_ERROR");
		assert.equal(String(log.find(({ level }) => level === "error")?.bindings.err), "Error: boom");
	}
});

test("a reply that cannot be handed over is logged, and the next request is answered", async () => {
	const { lines, log } = recordingLog();
	const responder = createResponder({ activity: createActivity(), dispatch: async () => ok, log });
	const replies: string[] = [];
	const request = {
		clientID: mqttTopic,
		appID,
		anonymous: false,
		reachedHost: "localhost",
		remoteAddress: "127.0.0.1",
		connection: {},
		topic: `p/${mqttTopic}/thing-if/apps/${appID}/x`,
		payload: Buffer.from("GET"),
		reply: (text: string) => {
			replies.push(text);
			if (replies.length === 1) throw new Error("gone");
		},
	};
	await Promise.all([responder.handle(request), responder.handle(request)]);
	assert.equal(replies.length, 2);
	assert.deepEqual(
		lines.filter(({ level }) => level === "error").map(({ bindings }) => String(bindings.err)),
		["Error: gone"],
	);
});
