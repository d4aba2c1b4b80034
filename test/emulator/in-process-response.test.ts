import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import Fastify, { type FastifyInstance } from "fastify";
import type { ApiCall, ApiReply } from "../../src/api-topics/dispatch.ts";
import { dispatchTo, inProcessCaller } from "../../src/emulator/dispatch.ts";

const caller: ApiCall["caller"] = {
	clientID: "client",
	appID: "app",
	anonymous: false,
	reachedHost: "emulator.test",
	remoteAddress: "192.0.2.7",
	connection: { stream: { destroy() {} } },
	topic: "p/client/thing-if/apps/app/x",
};

/** Calls a server that has one route, and all kinds of answers. */
async function call(parts: Partial<ApiCall>, prepare: (app: FastifyInstance) => unknown) {
	const app = Fastify();
	prepare(app);
	await app.ready();
	return dispatchTo(app)({ method: "GET", path: "/x", headers: {}, caller, ...parts });
}

test("a request arrives with its host, address, headers, body and caller, and its path as it stands", async () => {
	const reply = await call(
		{ method: "POST", path: "/things/a%2Fb//c?q=%zz'", body: '{"a":"é"}', headers: { "x-own": "1" } },
		(app) => {
			app.post("/things/*", (request) => ({
				url: request.url,
				body: request.body,
				ip: request.ip,
				host: request.host,
				own: request.headers["x-own"],
				length: request.headers["content-length"],
				clientID: inProcessCaller(request)?.clientID,
			}));
			app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
		},
	);
	assert.equal(reply?.status, 200);
	assert.deepEqual(JSON.parse(reply.body), {
		url: "/things/a%2Fb//c?q=%zz'",
		body: '{"a":"é"}',
		ip: "192.0.2.7",
		host: "emulator.test",
		own: "1",
		length: "10",
		clientID: "client",
	});
});

test("a request of an HTTP client is nobody's", async () => {
	const app = Fastify();
	app.get("/x", (request) => ({ caller: inProcessCaller(request) ?? null }));
	const { body } = await app.inject({ url: "/x", headers: { caller: "client" } });
	assert.deepEqual(JSON.parse(body), { caller: null });
});

test("an answer as a stream, in several pieces of a character, is whole", async () => {
	const bytes = Buffer.from("größer");
	const reply = await call({}, (app) => {
		app.get("/x", (_request, answer) => answer.send(Readable.from([bytes.subarray(0, 3), bytes.subarray(3)])));
	});
	assert.equal(reply?.body, "größer");
});

test("headers are given in lower case, as text", async () => {
	const reply = await call({}, (app) => {
		app.get("/x", (_request, answer) => answer.code(201).header("ETag", '"1"').header("X-Number", 5).send("ok"));
	});
	assert.deepEqual(reply, {
		status: 201,
		headers: { etag: '"1"', "x-number": "5", "content-type": "text/plain; charset=utf-8", "content-length": "2" },
		body: "ok",
	} satisfies ApiReply);
});

test("an answer without a body, and one that is none because it is destroyed", async () => {
	const empty = await call({}, (app) => app.get("/x", (_request, answer) => answer.code(204).send()));
	assert.deepEqual([empty?.status, empty?.body], [204, ""]);
	const none = await call({}, (app) => {
		app.get("/x", (_request, answer) => {
			answer.hijack();
			answer.raw.destroy();
		});
	});
	assert.equal(none, undefined);
});

test("an answer that ends in an error of its stream rejects, and one that HTTP does not allow is a 500", async () => {
	const broken = call({}, (app) => {
		app.get("/x", (_request, answer) => {
			answer.hijack();
			answer.raw.destroy(new Error("cut"));
		});
	});
	await assert.rejects(broken, /cut/);
	const forbidden = await call({}, (app) => app.get("/x", (_request, answer) => answer.header("x", "a\nb").send("")));
	assert.equal(forbidden?.status, 500);
});
