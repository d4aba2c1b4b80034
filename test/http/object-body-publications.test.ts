import assert from "node:assert/strict";
import { test } from "node:test";
import { newObject } from "../helpers/object.ts";
import { assertError, createObjectClient, pathOf } from "../helpers/object-http.ts";

const publicationType = { "content-type": "application/vnd.kii.ObjectBodyPublicationRequest+json" };

async function createWorld() {
	const client = await createObjectClient({}, (id) => ({ type: "user", id }));
	const { call, path, app } = client;
	await call("PUT", `${path}/body`, { "content-type": "text/html; charset=UTF-8" }, "<h1>é</h1>");
	const publish = (body?: object, type: Record<string, string> = publicationType) =>
		call("POST", `${path}/body/publish`, { host: "kii.test:8080", ...type }, body && JSON.stringify(body));
	/** Like a browser: no credentials. */
	const open = (url: string, headers: Record<string, string> = {}) =>
		app.inject({ method: "GET", url: new URL(url).pathname, headers: { host: "kii.test:8080", ...headers } });
	return { ...client, publish, open };
}

test("a published body opens without credentials under an absolute URL", async () => {
	const { publish, open, app } = await createWorld();
	const reply = await publish({});
	assert.equal(reply.statusCode, 201, reply.body);
	assert.equal(reply.headers["content-type"], "application/vnd.kii.ObjectBodyPublicationResponse+json;charset=UTF-8");
	const { publicationID, url } = reply.json();
	assert.equal(url, `http://kii.test:8080/api/x/${publicationID}`);
	assert.equal(reply.headers.location, url);
	assert.equal(reply.headers.expires, undefined);
	const page = await open(url);
	assert.equal(page.statusCode, 200);
	assert.equal(page.body, "<h1>é</h1>");
	assert.equal(page.headers["content-type"], "text/html; charset=UTF-8");
	assert.equal(page.headers["x-content-type-options"], "nosniff");
	const part = await open(url, { range: "bytes=1-2" });
	assert.deepEqual([part.statusCode, part.body], [206, "h1"]);
	assert.equal((await open(url, { "if-none-match": String(page.headers.etag) })).statusCode, 304);
	const changed = await open(url, { "if-match": '"x"' });
	assertError(changed, 412, "OBJECT_BODY_INTEGRITY_NOT_ASSURED", "ObjectBodyIntegrityNotAssured");
	const head = await app.inject({ method: "HEAD", url: new URL(url).pathname });
	assert.deepEqual([head.statusCode, head.headers["content-length"], head.body], [200, "11", ""]);
});

test("the request may be empty, of any JSON type", async () => {
	const { publish } = await createWorld();
	for (const type of [{}, publicationType, { "content-type": "application/json" }]) {
		assert.equal((await publish(undefined, type)).statusCode, 201);
	}
});

test("a publication ends at expiresAt, also as the JavaScript SDK sends a Date, and after expiresIn seconds", async () => {
	const { core, publish, open } = await createWorld();
	const end = core.clock.now() + 60_000;
	const urls: string[] = [];
	for (const body of [{ expiresAt: end }, { expiresAt: new Date(end) }, { expiresIn: 60 }]) {
		const reply = await publish(body);
		assert.equal(reply.statusCode, 201, reply.body);
		assert.equal(reply.headers.expires, "Thu, 01 Jan 2026 00:01:00 GMT");
		urls.push(reply.json().url);
	}
	await core.clock.advance(59_999);
	for (const url of urls) assert.equal((await open(url)).statusCode, 200);
	await core.clock.advance(1);
	for (const url of urls) assertError(await open(url), 410, "PUBLICATION_EXPIRED", "PublicationExpired");
});

test("times that cannot be are refused", async () => {
	const { publish, core } = await createWorld();
	for (const body of [
		{ expiresAt: "tomorrow" },
		{ expiresAt: "2026-13-45T00:00:00Z" },
		{ expiresAt: -1 },
		{ expiresAt: 1.5 },
		{ expiresAt: 1e300 },
		{ expiresAt: null },
		{ expiresIn: 0 },
		{ expiresIn: "3" },
		{ expiresIn: 1e12 },
		{ expiresAt: core.clock.now() + 1000, expiresIn: 1 },
	]) {
		const reply = await publish(body);
		assertError(reply, 400, "INVALID_INPUT_DATA", "Validation");
	}
});

test("unknown publications, and those of a body that is gone, are 404", async () => {
	const { call, path, publish, open } = await createWorld();
	const { url } = (await publish({})).json();
	await call("DELETE", `${path}/body`);
	for (const missing of [url, `${url}x`]) {
		assertError(await open(missing), 404, "PUBLICATION_NOT_FOUND", "PublicationNotFound");
	}
	assertError(await publish({}), 404, "OBJECT_BODY_NOT_FOUND", "ObjectBodyNotFound");
});

test("a body moves as the JavaScript SDK asks for it; its URL ends", async () => {
	const { core, call, caller, path, publish, open } = await createWorld();
	const { url } = (await publish({})).json();
	const target = await newObject(core, caller, { scope: { type: "app" }, bucketID: "CRYPTO:to", objectID: "target" });
	const type = { "content-type": "application/vnd.kii.ObjectBodyMoveRequest+json" };
	const body = {
		targetObjectScope: { appID: caller.appID, type: "APP", userID: null },
		targetBucketType: "crypto",
		targetBucketID: "to",
		targetObjectID: "target",
	};
	const moved = await call("POST", `${path}/body/move`, type, JSON.stringify(body));
	assert.deepEqual([moved.statusCode, moved.body], [204, ""]);
	assert.equal((await call("GET", `${pathOf(target)}/body`)).body, "<h1>é</h1>");
	assert.equal((await open(url)).statusCode, 404);
	const again = await call("POST", `${path}/body/move`, type, JSON.stringify(body));
	assertError(again, 404, "OBJECT_BODY_NOT_FOUND", "ObjectBodyNotFound");
});

test("a move to a bucket in each spelling", async () => {
	const { core, call, caller, address, path } = await createWorld();
	const { scope } = address;
	const plain = await newObject(core, caller, { scope, bucketID: "to", objectID: "target" });
	const encrypted = await newObject(core, caller, { scope, bucketID: "CRYPTO:to", objectID: "target" });
	for (const [targetBucketID, targetBucketType, target] of [
		["rw:to", undefined, plain],
		["default:to", "rw", plain],
		["crypto:to", undefined, encrypted],
		["CRYPTO:to", "crypto", encrypted],
		["to", "CRYPTO", encrypted],
	] as const) {
		await call("PUT", `${path}/body`, { "content-type": "text/plain" }, targetBucketID);
		const targetObjectScope = scope.type === "user" ? { type: "APP_AND_USER", userID: scope.id } : { type: "APP" };
		const payload = JSON.stringify({ targetObjectScope, targetBucketID, targetBucketType, targetObjectID: "target" });
		const moved = await call("POST", `${path}/body/move`, { "content-type": "application/json" }, payload);
		assert.equal(moved.statusCode, 204, moved.body);
		assert.equal((await call("GET", `${pathOf(target)}/body`)).body, targetBucketID);
	}
});

test("a move to where nothing can be", async () => {
	const { call, path, userID } = await createWorld();
	const move = (targetObjectScope: unknown, targetBucketID: unknown = "bucket", targetObjectID: unknown = "other") =>
		call(
			"POST",
			`${path}/body/move`,
			{ "content-type": "application/json" },
			JSON.stringify({ targetObjectScope, targetBucketID, targetObjectID }),
		);
	const user = { type: "APP_AND_USER", userID };
	for (const faulty of [
		await move(undefined),
		await move({}),
		await move({ type: "APP_AND_USER" }),
		await move({ type: "APP_AND_GROUP", groupID: "" }),
		await move({ type: "APP_AND_THING", thingID: null }),
		await move({ type: "OTHER" }),
		await move({ ...user, appID: "other" }),
		await move(user, 1),
		await move(user, "bucket", "object"),
		await call("POST", `${path}/body/move`),
	]) {
		assertError(faulty, 400, "INVALID_INPUT_DATA", "Validation");
	}
	assertError(await move({ type: "APP_AND_USER", userID: "none" }), 404, "USER_NOT_FOUND", "UserNotFound");
	assertError(await move({ type: "APP_AND_GROUP", groupID: "none" }), 404, "GROUP_NOT_FOUND", "GroupNotFound");
	assertError(await move({ type: "APP_AND_THING", thingID: "none" }), 404, "THING_NOT_FOUND", "ThingNotFound");
	assertError(await move(user), 404, "OBJECT_NOT_FOUND", "ObjectNotFound");
	assertError(await move(user, "none"), 404, "BUCKET_NOT_FOUND", "BucketNotFound");
});
