import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { appID } from "../helpers/core.ts";
import { api, type BucketWorld, createBucketWorld } from "./bucket-world.ts";

const kii = (name: string) => `application/vnd.kii.${name}+json;charset=UTF-8`;
const json = { "content-type": "application/json" };
const typed = `application/vnd.${appID}.myData+json`;

for (const [index, scope] of ["app", "user", "group", "thing"].entries()) {
	describe(`objects in the scope: ${scope}`, () => {
		let world: BucketWorld;
		let path: string;
		let objectScope: object;
		before(async () => {
			world = await createBucketWorld();
			const wanted = world.scopes[index];
			assert.ok(wanted);
			({ path, objectScope } = wanted);
		});

		test("POST, GET, HEAD, PUT, PATCH, DELETE, as recorded", async () => {
			const { call, userID, core } = world;
			const objects = `${path}/buckets/notes/objects`;
			const created = await call("POST", objects, { body: { a: 1 }, headers: json });
			assert.equal(created.status, 201, created.text);
			assert.equal(created.headers["content-type"], kii("ObjectCreationResponse"));
			assert.equal(created.headers.etag, '"1"');
			const { objectID } = created.body;
			const createdAt = core.clock.now();
			assert.deepEqual(created.body, { objectID, createdAt, dataType: "application/json" });
			const url = `${objects}/${objectID}`;
			assert.equal(created.headers.location, `http://kii.test${api}${path}/buckets/rw:notes/objects/${objectID}`);

			const own = { _id: objectID, _created: createdAt, _modified: createdAt, _owner: userID, _version: "1" };
			for (const address of [url, url.replace("notes", "rw:notes"), url.replace("notes", "default:notes")]) {
				const got = await call("GET", address);
				assert.equal(got.status, 200, got.text);
				assert.equal(got.headers["content-type"], "application/json;charset=UTF-8");
				assert.equal(got.headers.etag, '"1"');
				assert.equal(got.headers["last-modified"], new Date(createdAt).toUTCString());
				assert.deepEqual(got.body, { a: 1, ...own });
			}
			const head = await call("HEAD", url);
			assert.deepEqual([head.status, head.text, head.headers.etag], [204, "", '"1"']);

			await core.clock.advance(1000);
			const modifiedAt = createdAt + 1000;
			const replaced = await call("PUT", url, { body: { b: { c: 2 } }, headers: { "if-match": '"1"' } });
			assert.deepEqual([replaced.status, replaced.headers.etag], [200, '"2"']);
			assert.equal(replaced.headers["content-type"], kii("ObjectUpdateResponse"));
			assert.equal(replaced.headers.location, undefined);
			assert.deepEqual(replaced.body, { createdAt, modifiedAt });

			const patched = await call("PATCH", url, { body: { d: 3 }, headers: { "if-match": "2" } });
			assert.deepEqual([patched.status, patched.headers.etag], [200, '"3"']);
			assert.equal(patched.headers["content-type"], "application/json;charset=UTF-8");
			const now = { ...own, _modified: modifiedAt, _version: "3" };
			assert.deepEqual(patched.body, { b: { c: 2 }, d: 3, ...now });
			const override = { ...json, "x-http-method-override": "PATCH" };
			const overridden = await call("POST", url, { body: { b: { e: 4 } }, headers: override });
			assert.deepEqual([overridden.status, overridden.headers.etag], [200, '"4"']);
			assert.deepEqual(overridden.body, { b: { c: 2, e: 4 }, d: 3, ...now, _version: "4" });

			const stale = { headers: { "if-match": '"1"' } };
			for (const refused of [
				await call("PUT", url, { body: {}, ...stale }),
				await call("PATCH", url, { body: {}, ...stale }),
				await call("DELETE", url, stale),
			]) {
				assert.equal(refused.status, 409, refused.text);
				assert.equal(refused.headers["content-type"], kii("ObjectVersionIsStaleException"));
				const { message, ...rest } = refused.body;
				assert.ok(message);
				assert.deepEqual(rest, { errorCode: "OBJECT_VERSION_IS_STALE", objectScope, bucketID: "notes", objectID });
			}
			const deleted = await call("DELETE", url, { headers: { ...json, "if-match": '"4"' } });
			assert.deepEqual([deleted.status, deleted.text], [204, ""]);
			const gone = await call("GET", url);
			assert.equal(gone.status, 404);
			assert.equal(gone.headers["content-type"], kii("ObjectNotFoundException"));
			const { message, ...rest } = gone.body;
			assert.ok(message);
			assert.deepEqual(rest, { errorCode: "OBJECT_NOT_FOUND", objectScope, bucketID: "notes", objectID });
			const noHead = await call("HEAD", url);
			assert.equal(noHead.status, 404);
			assert.equal(noHead.headers["content-type"], kii("ObjectNotFoundException"));
		});

		test("PUT of a new ID, under a data type of its own", async () => {
			const { call, core } = world;
			const url = `${path}/buckets/typed/objects/my-object.1`;
			const createOnly = { "content-type": `${typed}; charset=utf-8`, "if-none-match": "*" };
			const created = await call("PUT", url, { body: { a: 1 }, headers: createOnly });
			assert.deepEqual([created.status, created.headers.etag], [201, '"1"']);
			assert.equal(created.headers["content-type"], kii("ObjectUpdateResponse"));
			assert.equal(created.headers.location, `http://kii.test${api}${path}/buckets/rw:typed/objects/my-object.1`);
			const createdAt = core.clock.now();
			assert.deepEqual(created.body, { createdAt, modifiedAt: createdAt });
			const again = await call("PUT", url, { body: {}, headers: createOnly });
			assert.equal(again.status, 409);
			assert.equal(again.body.errorCode, "OBJECT_ALREADY_EXISTS");
			assert.deepEqual(again.body.objectScope, objectScope);
			const got = await call("GET", url);
			assert.equal(got.headers["content-type"], `${typed};charset=UTF-8`);
			assert.equal(got.body._dataType, "myData");
			const patched = await call("PATCH", url, { body: {}, headers: json });
			assert.equal(patched.body._dataType, "myData");
			const missing = await call("PUT", `${url}x`, { body: {}, headers: { "if-match": "1" } });
			assert.deepEqual([missing.status, missing.body.errorCode], [404, "OBJECT_NOT_FOUND"]);
		});

		test("without the right: 401", async () => {
			const { call, strangerToken } = world;
			const url = `${path}/buckets/rights/objects/o1`;
			const written = await call("PUT", url, { body: {} });
			assert.equal(written.status, 201);
			for (const token of [undefined, strangerToken]) {
				// The app's objects are everybody's to read, also without an Authorization header, and every user's to write.
				const reads = scope === "app";
				const writes = reads && token !== undefined;
				const read = await call("GET", url, { token });
				assert.equal(read.status, reads ? 200 : 401, read.text);
				if (!reads) assert.equal(read.body.errorCode, "UNAUTHORIZED");
				assert.equal((await call("HEAD", url, { token })).status, reads ? 204 : 401);
				assert.equal((await call("PATCH", url, { token, body: {} })).status, writes ? 200 : 401);
				assert.equal((await call("PUT", `${url}2`, { token, body: {} })).status, writes ? 201 : 401);
				const post = await call("POST", `${path}/buckets/rights/objects`, { token, body: {} });
				assert.equal(post.status, writes ? 201 : 401);
				assert.equal((await call("DELETE", url, { token })).status, writes ? 204 : 401);
			}
		});
	});
}
