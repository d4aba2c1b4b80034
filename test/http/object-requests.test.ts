// What clients send as objects, and what they might.
import assert from "node:assert/strict";
import { test } from "node:test";
import { appID } from "../helpers/core.ts";
import { createBucketWorld } from "./bucket-world.ts";

const objects = "/buckets/notes/objects";

test("a JSON object under any media type or none", async () => {
	const { call } = await createBucketWorld();
	for (const type of [
		undefined,
		"application/json",
		"APPLICATION/JSON; charset=UTF-8",
		// curl -d, as in the guides' partial update
		"application/x-www-form-urlencoded",
		"text/plain",
		"application/octet-stream",
		"application/vnd.kii.ObjectCreationResponse+json",
		"application/vnd.other.mydata+json",
	]) {
		const headers = type === undefined ? {} : { "content-type": type };
		const created = await call("POST", objects, { body: '{"a": "=&"}', headers });
		assert.equal(created.status, 201, `${type}: ${created.text}`);
		assert.equal(created.body.dataType, "application/json");
		const url = `${objects}/${created.body.objectID}`;
		const patched = await call("PATCH", url, { body: '{"b": 2}', headers });
		assert.equal(patched.status, 200, patched.text);
		assert.equal(patched.body.a, "=&");
		assert.equal(patched.body.b, 2);
		assert.equal((await call("PUT", url, { body: "{}", headers })).status, 200);
	}
});

test("a data type in any letter case, kept as it is spelt, and refused if it could not stand in a header", async () => {
	const { call } = await createBucketWorld();
	const post = (type: string) => call("POST", objects, { body: {}, headers: { "content-type": type } });
	const created = await post(`Application/VND.${appID.toUpperCase()}.myData+JSON`);
	assert.equal(created.body.dataType, `application/vnd.${appID}.myData+json`);
	const refused = await post(`application/vnd.${appID}.${"x".repeat(101)}+json`);
	assert.deepEqual([refused.status, refused.body.errorCode], [400, "INVALID_DATA_TYPE"]);
});

test("what is no JSON object", async () => {
	const { call } = await createBucketWorld();
	await call("PUT", `${objects}/o1`, { body: { a: 1 } });
	const headers = { "content-type": "application/json" };
	for (const [body, errorCode] of [
		["", "INVALID_JSON"],
		["{", "INVALID_JSON"],
		["a=1&b=2", "INVALID_JSON"],
		['{"a":"\\ud800"}', "INVALID_JSON"],
		[`{"a":${"[".repeat(300)}${"]".repeat(300)}}`, "INVALID_JSON"],
		['{"__proto__":{"a":1}}', "INVALID_JSON"],
		["[]", "INVALID_INPUT_DATA"],
		["null", "INVALID_INPUT_DATA"],
		['"text"', "INVALID_INPUT_DATA"],
		["1", "INVALID_INPUT_DATA"],
		[JSON.stringify({ text: "x".repeat(65_534) }), "INVALID_INPUT_DATA"],
	] as const) {
		for (const [method, path] of [
			["POST", objects],
			["PUT", `${objects}/o1`],
			["PATCH", `${objects}/o1`],
		] as const) {
			const reply = await call(method, path, { body, headers });
			assert.deepEqual([reply.status, reply.body.errorCode], [400, errorCode], `${method} ${body.slice(0, 40)}`);
		}
	}
	assert.equal((await call("GET", `${objects}/o1`)).body._version, "1");
	// None of these has made a bucket.
	assert.equal((await call("POST", "/buckets/none/objects", { body: "[]" })).status, 400);
	assert.equal((await call("GET", "/buckets/none")).status, 404);
});

test("what GET gave can be sent back: the keys of Kii's own are left out", async () => {
	const { call, userID } = await createBucketWorld();
	await call("PUT", `${objects}/o1`, { body: { a: 1 } });
	const before = (await call("GET", `${objects}/o1`)).body;
	const body = { ...before, _owner: "somebody", _created: 1, _version: "9", _calculated: { distance: 1 }, _own: 1 };
	assert.equal((await call("PUT", `${objects}/o1`, { body })).status, 200);
	assert.equal((await call("PATCH", `${objects}/o1`, { body })).status, 200);
	assert.deepEqual((await call("GET", `${objects}/o1`)).body, { ...before, _owner: userID, _version: "3" });
});

test("IDs that cannot be", async () => {
	const { call } = await createBucketWorld();
	const put = async (bucket: string, objectID: string) =>
		call("PUT", `/buckets/${encodeURIComponent(bucket)}/objects/${encodeURIComponent(objectID)}`, { body: {} });
	for (const objectID of ["a", "a b", "a/b", "é1", "x".repeat(101)]) {
		const reply = await put("notes", objectID);
		assert.deepEqual([reply.status, reply.body.errorCode], [400, "INVALID_OBJECT_ID"]);
		assert.equal(reply.body.objectID, objectID);
	}
	for (const bucket of ["a", "a.b", "users", "_ab", "é1", "x".repeat(65)]) {
		const reply = await put(bucket, "o1");
		assert.deepEqual([reply.status, reply.body.errorCode], [400, "INVALID_BUCKET"]);
		assert.equal(reply.body.bucketID, bucket);
	}
	assert.equal((await put("sync:notes", "o1")).body.errorCode, "BUCKET_TYPE_NOT_SUPPORTED");
	assert.equal((await put("CRYPTO:notes", "o1")).status, 201);
});

test("conditions that cannot be", async () => {
	const { call } = await createBucketWorld();
	await call("PUT", `${objects}/o1`, { body: {} });
	const put = (headers: Record<string, string>) => call("PUT", `${objects}/o1`, { body: {}, headers });
	for (const headers of [{ "if-match": "1", "if-none-match": "*" }, { "if-none-match": '"1"' }]) {
		const reply = await put(headers);
		assert.deepEqual([reply.status, reply.body.errorCode], [400, "INVALID_INPUT_DATA"]);
	}
	assert.equal((await put({ "if-match": ",".repeat(5000) })).status, 409);
	assert.equal((await put({ "if-match": " ".repeat(5000) })).status, 409);
	assert.equal((await put({ "if-match": 'W/"1"' })).status, 200);
});

test("of two requests with the same If-Match one wins", async () => {
	const { call } = await createBucketWorld();
	await call("PUT", `${objects}/o1`, { body: {} });
	const replies = await Promise.all(
		[1, 2].map((n) => call("PUT", `${objects}/o1`, { body: { n }, headers: { "if-match": '"1"' } })),
	);
	assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 409]);
});

test("scopes in other spellings: me, a login name, a vendorThingID; and those that are not there", async () => {
	const { call, scopes } = await createBucketWorld();
	for (const scope of scopes) assert.equal((await call("PUT", `${scope.path}${objects}/o1`, { body: {} })).status, 201);
	for (const path of ["/users/me", "/users/LOGIN_NAME:owner", "/things/VENDOR_THING_ID:v1"]) {
		assert.equal((await call("GET", `${path}${objects}/o1`)).status, 200, path);
	}
	for (const [path, errorCode] of [
		["/users/none", "USER_NOT_FOUND"],
		["/groups/none", "GROUP_NOT_FOUND"],
		["/things/none", "THING_NOT_FOUND"],
	]) {
		const reply = await call("GET", `${path}${objects}/o1`);
		assert.deepEqual([reply.status, reply.body.errorCode], [404, errorCode]);
	}
});
