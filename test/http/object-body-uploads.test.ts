import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { test } from "node:test";
import { listenHttp } from "../../src/http/listen.ts";
import { assertError, authorizationOf, createObjectClient } from "../helpers/object-http.ts";

const startType = { "content-type": "application/vnd.kii.startobjectbodyuploadrequest+json" };

async function createWorld(deps = {}) {
	const client = await createObjectClient(deps, (id) => ({ type: "user", id }));
	const { call, path } = client;
	const uploads = `${path}/body/uploads`;
	const start = async () => (await call("POST", uploads, startType, "{}")).json().uploadID as string;
	const data = (uploadID: string, contentRange: string, chunk: string | Buffer, type = "video/mp4") =>
		call("PUT", `${uploads}/${uploadID}/data`, { "content-range": contentRange, "content-type": type }, chunk);
	return { ...client, uploads, start, data };
}

test("the upload of the guide: started, sent in two chunks, committed", async () => {
	const { call, path, uploads, data } = await createWorld();
	const started = await call("POST", uploads, startType, "{ }");
	assert.equal(started.statusCode, 200, started.body);
	assert.equal(started.headers["content-type"], "application/vnd.kii.StartObjectBodyUploadResponse+json;charset=UTF-8");
	const { uploadID } = started.json();
	assert.deepEqual(Object.keys(started.json()), ["uploadID"]);
	const whole = Buffer.alloc(1_572_864, "0123456789abcdef");
	for (const [range, chunk] of [
		["bytes=0-1048575/1572864", whole.subarray(0, 1_048_576)],
		["bytes=1048576-1572863/1572864", whole.subarray(1_048_576)],
	] as const) {
		const reply = await data(uploadID, range, chunk);
		assert.deepEqual([reply.statusCode, reply.body], [204, ""]);
	}
	assert.equal((await call("GET", `${path}/body`)).statusCode, 404);
	const committed = await call("POST", `${uploads}/${uploadID}/status/committed`);
	assert.deepEqual([committed.statusCode, committed.body], [204, ""]);
	const got = await call("GET", `${path}/body`);
	assert.equal(got.headers["content-type"], "video/mp4");
	assert.ok(got.rawPayload.equals(whole));
});

test("the state of an upload, by GET and HEAD", async () => {
	const { call, core, uploads, data } = await createWorld();
	const { uploadID } = (await call("POST", uploads, startType, '{"clientHash":"h"}')).json();
	const now = core.clock.now();
	const started = { uploadID, clientHash: "h", received: 0, startedAt: now, expiresAt: now + 86_400_000 };
	assert.deepEqual((await call("GET", `${uploads}/${uploadID}`)).json(), started);
	await core.clock.advance(10);
	await data(uploadID, "bytes=2-3/6", "23");
	const { received, total, contentType, expiresAt } = (await call("GET", `${uploads}/${uploadID}`)).json();
	assert.deepEqual([received, total, contentType, expiresAt], [2, 6, "video/mp4", now + 10 + 86_400_000]);
	const head = await call("HEAD", `${uploads}/${uploadID}`);
	assert.deepEqual([head.statusCode, head.body], [200, ""]);
});

test("after a cancel nothing finds the upload; HEAD names the error by its media type", async () => {
	const { call, uploads, start, data } = await createWorld();
	const uploadID = await start();
	await data(uploadID, "bytes=0-0/2", "0");
	const cancel = () => call("POST", `${uploads}/${uploadID}/status/cancelled`, { "content-type": "application/json" });
	assert.equal((await cancel()).statusCode, 204);
	for (const reply of [
		await cancel(),
		await data(uploadID, "bytes=1-1/2", "1"),
		await call("POST", `${uploads}/${uploadID}/status/committed`),
		await call("GET", `${uploads}/${uploadID}`),
		await call("GET", `${uploads}/${"x".repeat(400)}`),
	]) {
		assertError(reply, 404, "OBJECT_BODY_UPLOAD_NOT_FOUND", "ObjectBodyUploadNotFound");
	}
	const head = await call("HEAD", `${uploads}/${uploadID}`);
	assert.equal(head.statusCode, 404);
	assert.match(String(head.headers["content-type"]), /ObjectBodyUploadNotFoundException/);
});

test("bytes missing, wrong ranges, another version: nothing is committed", async () => {
	const { call, path, uploads, start, data } = await createWorld();
	const uploadID = await start();
	const commit = (headers = {}) => call("POST", `${uploads}/${uploadID}/status/committed`, headers);
	const notAssured = [412, "OBJECT_BODY_INTEGRITY_NOT_ASSURED", "ObjectBodyIntegrityNotAssured"] as const;
	assertError(await commit(), ...notAssured);
	assertError(await data(uploadID, "0-1/2", "01"), 400, "INVALID_INPUT_DATA", "Validation");
	assertError(await data(uploadID, "bytes=0-1/2", "012"), 400, "INVALID_INPUT_DATA", "Validation");
	const none = await call("PUT", `${uploads}/${uploadID}/data`, {}, "01");
	assertError(none, 400, "INVALID_INPUT_DATA", "Validation");
	assert.equal((await data(uploadID, "bytes=0-1/2", "01")).statusCode, 204);
	const { etag } = (await call("PUT", `${path}/body`, { "content-type": "text/plain" }, "x")).headers;
	for (const headers of [{ etag: '"9"' }, { "if-match": '"9"' }]) assertError(await commit(headers), ...notAssured);
	assert.equal((await call("GET", `${path}/body`)).body, "x");
	assert.equal((await commit({ etag: String(etag) })).statusCode, 204);
	assert.equal((await call("GET", `${path}/body`)).body, "01");
});

test("max-object-body limits a chunk and the whole", async () => {
	const { start, data } = await createWorld({ maxBodySize: 1024, maxObjectBody: 4096 });
	const uploadID = await start();
	const tooLarge = [413, "REQUEST_TOO_LARGE", "RequestTooLarge"] as const;
	assertError(await data(uploadID, "bytes=0-4096/4097", Buffer.alloc(4097)), ...tooLarge);
	assertError(await data(uploadID, "bytes=0-0/4097", "0"), ...tooLarge);
	assert.equal((await data(uploadID, "bytes=0-2047/4096", Buffer.alloc(2048))).statusCode, 204);
});

test("a start of the wrong shape is refused, an empty one is not", async () => {
	const { call, uploads } = await createWorld();
	assertError(await call("POST", uploads, startType, '{"clientHash":1}'), 400, "INVALID_INPUT_DATA", "Validation");
	assert.equal((await call("POST", uploads, startType)).statusCode, 200);
	assert.equal((await call("POST", uploads)).statusCode, 200);
});

test("a client that asks first (Expect: 100-continue) is told to go on, and 10 MiB arrive whole", async () => {
	const { app, caller, call, path } = await createObjectClient();
	const server = await listenHttp({ app, host: "127.0.0.1", port: 0 });
	const whole = Buffer.alloc(10_485_760, "0123456789abcdef");
	const put = request({
		host: "127.0.0.1",
		port: server.port,
		method: "PUT",
		path: `${path}/body`,
		headers: {
			...authorizationOf(caller),
			"content-type": "application/octet-stream",
			"content-length": whole.length,
			expect: "100-continue",
			connection: "close",
		},
	});
	put.flushHeaders();
	await once(put, "continue");
	const answered = once(put, "response");
	put.end(whole);
	const [response] = await answered;
	assert.equal(response.statusCode, 200);
	response.resume();
	await once(response, "end");
	assert.ok((await call("GET", `${path}/body`)).rawPayload.equals(whole));
	await server.close(0);
});
