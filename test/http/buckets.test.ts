import assert from "node:assert/strict";
import { test } from "node:test";
import { createBucketWorld } from "./bucket-world.ts";

test("GET, HEAD and DELETE of a bucket in every scope", async () => {
	const { call, scopes, strangerToken, adminToken } = await createBucketWorld();
	for (const { path, objectScope } of scopes) {
		const url = `${path}/buckets/notes`;
		for (const method of ["GET", "HEAD", "DELETE"] as const) {
			const missing = await call(method, url);
			assert.equal(missing.status, 404);
			assert.equal(missing.headers["content-type"], "application/vnd.kii.BucketNotFoundException+json;charset=UTF-8");
			if (method === "HEAD") continue;
			const { message, ...rest } = missing.body;
			assert.ok(message);
			assert.deepEqual(rest, { errorCode: "BUCKET_NOT_FOUND", objectScope, bucketID: "notes" });
		}
		for (const objectID of ["o1", "o2"]) await call("PUT", `${url}/objects/${objectID}`, { body: {} });
		const got = await call("GET", url);
		assert.equal(got.status, 200, got.text);
		assert.equal(got.headers["content-type"], "application/vnd.kii.BucketRetrievalResponse+json;charset=UTF-8");
		assert.deepEqual(got.body, { bucketType: "rw", size: 2 });
		assert.equal((await call("GET", `${path}/buckets/default:notes`, { token: adminToken })).status, 200);
		const head = await call("HEAD", url);
		assert.deepEqual([head.status, head.text], [204, ""]);
		if (path !== "") {
			for (const token of [undefined, strangerToken]) {
				for (const method of ["GET", "HEAD", "DELETE"] as const) {
					assert.equal((await call(method, url, { token })).status, 401);
				}
			}
		}
		// Nobody anonymous deletes even what everybody may read.
		assert.equal((await call("DELETE", url, { token: undefined })).status, 401);
		const deleted = await call("DELETE", url, { headers: { "content-type": "application/json" } });
		assert.deepEqual([deleted.status, deleted.text], [204, ""]);
		assert.equal((await call("GET", url)).status, 404);
		const object = await call("GET", `${url}/objects/o1`);
		assert.deepEqual([object.status, object.body.errorCode], [404, "BUCKET_NOT_FOUND"]);
	}
});

test("an encrypted bucket is another than the plain one of that name", async () => {
	const { call } = await createBucketWorld();
	await call("PUT", "/users/me/buckets/CRYPTO:notes/objects/o1", { body: {} });
	assert.equal((await call("GET", "/users/me/buckets/notes")).status, 404);
	assert.deepEqual((await call("GET", "/users/me/buckets/CRYPTO:notes")).body, { bucketType: "crypto", size: 1 });
});
