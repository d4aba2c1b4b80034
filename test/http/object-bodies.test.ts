import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { createGroup } from "../../src/core/group/group.ts";
import { addOwner, registerThing } from "../../src/core/thing.ts";
import { appID } from "../helpers/core.ts";
import { newObject } from "../helpers/object.ts";
import { assertError, createObjectClient, pathOf } from "../helpers/object-http.ts";

const all = Buffer.from(Uint8Array.from({ length: 256 }, (_, n) => n));
const plain = { "content-type": "text/plain" };

test("put, head, get and delete in all four scopes", async () => {
	const { core, call, caller, userID } = await createObjectClient();
	const group = await createGroup(core, appID, { name: "g", owner: userID, members: [] });
	const thing = await registerThing(core, appID, { vendorThingID: "v", password: "p", fields: {} });
	await addOwner(core, appID, thing.thingID, { type: "user", id: userID });
	for (const scope of [
		{ type: "app" },
		{ type: "user", id: userID },
		{ type: "group", id: group.groupID },
		{ type: "thing", id: thing.thingID },
	] as const) {
		const url = `${pathOf(await newObject(core, caller, { scope, objectID: "own" }))}/body`;
		const put = await call("PUT", url, { "content-type": "image/png" }, all);
		assert.equal(put.statusCode, 200, put.body);
		assert.deepEqual(put.json(), { modifiedAt: core.clock.now() });
		const { etag } = put.headers;
		assert.match(String(etag), /^"[a-z0-9]{25}"$/);

		const head = await call("HEAD", url);
		assert.equal(head.statusCode, 200);
		assert.equal(head.body, "");
		const get = await call("GET", url);
		assert.equal(get.statusCode, 200);
		assert.deepEqual(get.rawPayload, all);
		for (const { headers } of [head, get]) {
			assert.equal(headers["content-type"], "image/png");
			assert.equal(headers["content-length"], "256");
			assert.equal(headers["last-modified"], "Thu, 01 Jan 2026 00:00:00 GMT");
			assert.equal(headers.etag, etag);
			assert.equal(headers["accept-ranges"], "bytes");
			assert.equal(headers["x-content-type-options"], "nosniff");
		}

		const gone = await call("DELETE", url);
		assert.equal(gone.statusCode, 204);
		assert.equal(gone.body, "");
		assertError(await call("DELETE", url), 404, "OBJECT_BODY_NOT_FOUND", "ObjectBodyNotFound");
	}
	const mine = pathOf(await newObject(core, caller, { scope: { type: "user", id: userID }, objectID: "mine" }));
	assert.equal((await call("PUT", `${mine.replace(userID, "me")}/body`, plain, "x")).statusCode, 200);
	assert.equal((await call("GET", `${mine.replace(userID, "LOGIN_NAME:owner")}/body`)).body, "x");
});

test("a body that is missing is named by the media type, for HEAD by that alone", async () => {
	const { call, path } = await createObjectClient();
	const get = await call("GET", `${path}/body`);
	assertError(get, 404, "OBJECT_BODY_NOT_FOUND", "ObjectBodyNotFound");
	const { objectScope, bucketID, objectID } = get.json();
	assert.deepEqual([objectScope, bucketID, objectID], [{ appID, type: "APP" }, "bucket", "object"]);
	const head = await call("HEAD", `${path}/body`);
	assert.equal(head.statusCode, 404);
	assert.equal(head.headers["content-type"], "application/vnd.kii.ObjectBodyNotFoundException+json;charset=UTF-8");
	assert.equal(head.body, "");
	assertError(await call("PUT", `${path}2/body`, plain, "x"), 404, "OBJECT_NOT_FOUND", "ObjectNotFound");
});

test("whatever media type it has, the body is bytes: JSON, forms, text, none at all", async () => {
	const { call, path } = await createObjectClient();
	for (const [type, content] of [
		["application/json", '{"broken":'],
		["application/vnd.kii.ObjectBodyMoveRequest+json", "{}"],
		["application/x-www-form-urlencoded", "a=b&c"],
		["text/plain; charset=UTF-8", "é"],
		["text/html", "<script>alert(1)</script>"],
		['video/mp4; codecs="avc1.42E01E, mp4a.40.2"', "x"],
		["application/octet-stream", ""],
	] as const) {
		assert.equal((await call("PUT", `${path}/body`, { "content-type": type }, content)).statusCode, 200, type);
		const get = await call("GET", `${path}/body`);
		assert.equal(get.headers["content-type"], type);
		assert.equal(get.body, content);
		assert.equal(get.headers["content-length"], String(Buffer.byteLength(content)));
	}
	assert.equal((await call("PUT", `${path}/body`, {}, Buffer.from("no type"))).statusCode, 200);
	assert.equal((await call("GET", `${path}/body`)).headers["content-type"], "application/octet-stream");
	assert.equal((await call("PUT", `${path}/body`)).statusCode, 200);
	assert.equal((await call("GET", `${path}/body`)).rawPayload.length, 0);
});

test("text that is no media type is refused, never kept", async () => {
	const { call, path } = await createObjectClient();
	await call("PUT", `${path}/body`, plain, "kept");
	for (const type of ["text", "a/b/c", "a b/c", "a/b\u00e9", `a/${"b".repeat(400)}`]) {
		const { statusCode } = await call("PUT", `${path}/body`, { "content-type": type }, "x");
		assert.ok([400, 415].includes(statusCode), `${type}: ${statusCode}`);
	}
	const get = await call("GET", `${path}/body`);
	assert.deepEqual([get.headers["content-type"], get.body], ["text/plain", "kept"]);
});

test("a range of the body", async () => {
	const { call, path } = await createObjectClient();
	await call("PUT", `${path}/body`, { "content-type": "video/mp4" }, all);
	const etag = String((await call("HEAD", `${path}/body`)).headers.etag);
	const get = (range: string, headers = {}) => call("GET", `${path}/body`, { range, ...headers });
	for (const [range, contentRange, expected] of [
		["bytes=0-99", "bytes 0-99/256", all.subarray(0, 100)],
		["bytes=100-", "bytes 100-255/256", all.subarray(100)],
		["bytes=-6", "bytes 250-255/256", all.subarray(250)],
	] as const) {
		for (const reply of [await get(range), await get(range, { "if-range": etag, "if-match": etag })]) {
			assert.equal(reply.statusCode, 206);
			assert.equal(reply.headers["content-range"], contentRange);
			assert.equal(reply.headers["content-type"], "video/mp4");
			assert.equal(reply.headers["content-length"], String(expected.length));
			assert.equal(reply.headers.etag, etag);
			assert.deepEqual(reply.rawPayload, expected);
		}
	}
	for (const whole of [await get("bytes=0-1,3-4"), await get("bytes=0-1", { "if-range": '"other"' })]) {
		assert.equal(whole.statusCode, 200);
		assert.equal(whole.rawPayload.length, 256);
	}
	const beyond = await get("bytes=256-");
	assertError(beyond, 416, "OBJECT_BODY_RANGE_NOT_SATISFIABLE", "ObjectBodyRangeNotSatisfiable");
	assert.equal(beyond.headers["content-range"], "bytes */256");
	assert.equal((await call("HEAD", `${path}/body`, { range: "bytes=256-" })).statusCode, 200);
});

test("If-Match and If-None-Match of a download, If-Match of a change", async () => {
	const { call, path } = await createObjectClient();
	const url = `${path}/body`;
	const first = String((await call("PUT", url, plain, "one")).headers.etag);
	const bare = first.replaceAll('"', "");
	for (const ifMatch of [first, bare, "*", `"x", ${first}`]) {
		assert.equal((await call("GET", url, { "if-match": ifMatch })).body, "one");
	}
	for (const ifNoneMatch of [first, `W/${first}`, "*"]) {
		const reply = await call("GET", url, { "if-none-match": ifNoneMatch, range: "bytes=9-" });
		assert.deepEqual([reply.statusCode, reply.body, reply.headers.etag], [304, "", first]);
	}
	const second = String((await call("PUT", url, { ...plain, "if-match": first }, "two")).headers.etag);
	assert.equal((await call("GET", url, { "if-none-match": first })).body, "two");
	const changed = await call("GET", url, { "if-match": first, range: "bytes=1-" });
	assertError(changed, 412, "OBJECT_BODY_INTEGRITY_NOT_ASSURED", "ObjectBodyIntegrityNotAssured");
	for (const method of ["PUT", "DELETE"] as const) {
		const stale = await call(method, url, { ...plain, "if-match": first }, "three");
		assertError(stale, 409, "OBJECT_VERSION_IS_STALE", "ObjectVersionIsStale");
	}
	assert.equal((await call("DELETE", url, { "if-match": second })).statusCode, 204);
});

test("a body up to max-object-body, which is no limit of other calls; larger ones are 413", async () => {
	const { call, path } = await createObjectClient({ maxBodySize: 1024, maxObjectBody: 4096 });
	const put = (length: number, headers = {}) =>
		call("PUT", `${path}/body`, { ...plain, ...headers }, Buffer.alloc(length));
	assert.equal((await put(4096)).statusCode, 200);
	const large = await put(4097);
	assertError(large, 413, "REQUEST_TOO_LARGE", "RequestTooLarge");
	assert.match(large.json().message, /max-object-body/);
	const packed = await call(
		"PUT",
		`${path}/body`,
		{ ...plain, "content-encoding": "gzip" },
		gzipSync(Buffer.alloc(4096)),
	);
	assert.equal(packed.statusCode, 200);
	assert.equal((await call("GET", `${path}/body`)).rawPayload.length, 4096);
	const bomb = await call(
		"PUT",
		`${path}/body`,
		{ ...plain, "content-encoding": "gzip" },
		gzipSync(Buffer.alloc(4097)),
	);
	assertError(bomb, 413, "REQUEST_TOO_LARGE", "RequestTooLarge");
	const json = { "content-type": "application/json" };
	const move = await call("POST", `${path}/body/move`, json, JSON.stringify({ a: "x".repeat(2000) }));
	assertError(move, 413, "REQUEST_TOO_LARGE", "RequestTooLarge");
	assert.match(move.json().message, /max-body-size/);
});

test("other methods are 405", async () => {
	const { call, path } = await createObjectClient();
	for (const method of ["POST", "PATCH"] as const) {
		assertError(await call(method, `${path}/body`), 405, "METHOD_NOT_ALLOWED", "MethodNotAllowed");
	}
});
