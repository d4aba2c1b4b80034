import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { LightMyRequestResponse } from "fastify";
import type { ObjectScope } from "../../src/core/access/object-scope.ts";
import { ensureBucket } from "../../src/core/data/bucket.ts";
import { objectKey } from "../../src/core/data/object-record.ts";
import { createGroup } from "../../src/core/group/group.ts";
import { addOwner, registerThing } from "../../src/core/thing.ts";
import { kiiObject } from "../core/data/query/with-bucket.ts";
import { appID, callerOf, newOwner } from "../helpers/core.ts";
import { createTestHttp, type TestHttp } from "../helpers/http.ts";

const queryType = "application/vnd.kii.QueryRequest+json";
const everything = { bucketQuery: { clause: { type: "all" } } };

interface World extends TestHttp {
	/** Of the scopes that have the bucket, in every spelling. */
	readonly scopes: readonly { readonly path: string; readonly type: ObjectScope["type"] }[];
	/** As the user unless another is named. */
	query(path: string, body: unknown, type?: string, authorization?: string): Promise<LightMyRequestResponse>;
}

/** A user, and a bucket with the same object in each scope of hers. */
async function createWorld(): Promise<World> {
	const http = await createTestHttp();
	const { core, app } = http;
	const { userID, caller } = await newOwner(core);
	const admin = await callerOf(core, { kind: "admin" });
	const token = caller.principal.kind === "user" ? caller.principal.accessToken : "";
	const { groupID } = await createGroup(core, appID, { name: "g", owner: userID, members: [] });
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v", password: "p", fields: {} });
	await addOwner(core, appID, thingID, { type: "user", id: userID });
	const scopes: readonly ObjectScope[] = [
		{ type: "app" },
		{ type: "user", id: userID },
		{ type: "group", id: groupID },
		{ type: "thing", id: thingID },
	];
	for (const scope of scopes) {
		const address = { scope, bucketID: "bucket" };
		await ensureBucket(core, admin, address);
		await core.store.commit([{ key: objectKey(appID, address, "object"), value: kiiObject({ in: scope.type }) }]);
	}
	return {
		...http,
		scopes: [
			{ path: "", type: "app" },
			{ path: `/users/${userID}`, type: "user" },
			{ path: "/users/me", type: "user" },
			{ path: "/users/LOGIN_NAME:owner", type: "user" },
			{ path: `/groups/${groupID}`, type: "group" },
			{ path: `/things/${thingID}`, type: "thing" },
			{ path: "/things/VENDOR_THING_ID:v", type: "thing" },
		],
		query: (path, body, type = queryType, authorization = `Bearer ${token}`) =>
			app.inject({
				method: "POST",
				url: `/api/apps/${appID}${path}`,
				headers: { authorization, "content-type": type },
				payload: typeof body === "string" ? body : JSON.stringify(body),
			}),
	};
}

describe("a bucket's query", () => {
	let world: World;
	before(async () => {
		world = await createWorld();
	});

	test("is answered in every scope", async () => {
		for (const { path, type } of world.scopes) {
			const reply = await world.query(`${path}/buckets/bucket/query?disable_cache=1`, everything);
			assert.equal(reply.statusCode, 200, reply.body);
			assert.match(`${reply.headers["content-type"]}`, /^application\/vnd\.kii\.QueryResponse\+json/);
			const { queryDescription, results } = reply.json();
			assert.equal(queryDescription, "WHERE ( 1 = 1 )");
			assert.deepEqual([results.length, results[0].in, results[0]._id], [1, type, "object"], path);
		}
	});

	for (const type of [queryType, queryType.toLowerCase(), `${queryType}; charset=utf-8`, "application/json"]) {
		test(`is understood as ${type}`, async () => {
			assert.equal((await world.query("/buckets/bucket/query", everything, type)).statusCode, 200);
		});
	}

	test("counts", async () => {
		const aggregations = [{ type: "COUNT", putAggregationInto: "count_field" }];
		const bucketQuery = { ...everything.bucketQuery, aggregations };
		const { aggregations: counts, results } = (await world.query("/buckets/bucket/query", { bucketQuery })).json();
		assert.deepEqual([counts, results], [{ count_field: 1 }, undefined]);
		const reply = await world.query("/buckets/bucket/query", { bucketQuery, paginationKey: "abc" });
		assert.deepEqual([reply.statusCode, reply.json().errorCode], [400, "QUERY_NOT_SUPPORTED"]);
	});

	test("of a bucket that is not there is BUCKET_NOT_FOUND", async () => {
		const reply = await world.query("/users/me/buckets/none/query", everything);
		assert.equal(reply.statusCode, 404);
		const { errorCode, bucketID, objectScope } = reply.json();
		assert.deepEqual([errorCode, bucketID, objectScope.type], ["BUCKET_NOT_FOUND", "none", "APP_AND_USER"]);
	});

	test("needs the right to query", async () => {
		const { core } = world;
		const { caller } = await newOwner(core, "stranger");
		const token = caller.principal.kind === "user" ? caller.principal.accessToken : "";
		const statusOf = async (path: string, authorization: string) =>
			(await world.query(`${path}/buckets/bucket/query`, everything, queryType, authorization)).statusCode;
		for (const { path } of world.scopes.filter(({ path }) => path !== "/users/me")) {
			const isApp = path === "";
			assert.equal(await statusOf(path, `Bearer ${token}`), isApp ? 200 : 401, path);
			assert.equal(await statusOf(path, `Basic ${btoa("emulator:emulator-key")}`), isApp ? 200 : 401, path);
			assert.equal(await statusOf(path, "Bearer unknown"), 403, path);
		}
	});

	test("that is wrong is refused with the place", async () => {
		const reply = await world.query("/buckets/bucket/query", { bucketQuery: { clause: { type: "eq", field: "a" } } });
		assert.equal(reply.statusCode, 400);
		const { errorCode, invalidFields } = reply.json();
		assert.equal(errorCode, "INVALID_INPUT_DATA");
		assert.deepEqual(Object.keys(invalidFields), ["bucketQuery.clause.value"]);
	});

	for (const body of ["", "null", "[]", '"text"', '{"bucketQuery":null}', '{"bucketQuery":{"clause":[]}}']) {
		test(`of the body ${body} is refused`, async () => {
			const reply = await world.query("/buckets/bucket/query", body);
			assert.deepEqual([reply.statusCode, reply.json().errorCode], [400, "INVALID_INPUT_DATA"]);
		});
	}

	test("in another language than JSON is refused", async () => {
		const { statusCode } = await world.query("/buckets/bucket/query", "all", "text/plain");
		assert.ok(statusCode === 400 || statusCode === 415, `${statusCode}`);
	});
});
