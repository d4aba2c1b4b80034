import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { grant, revoke } from "../../../../src/core/access/acl-entries.ts";
import { bucketResource, getBucket } from "../../../../src/core/data/bucket.ts";
import { objectResource, objectView } from "../../../../src/core/data/object-record.ts";
import { queryBucket } from "../../../../src/core/data/query/query-bucket.ts";
import { appID, newOwner } from "../../../helpers/core.ts";
import { address, type BucketWorld, point, withBucket } from "./with-bucket.ts";

const all = { type: "all" };
const count = (clause: object) => ({
	bucketQuery: { clause, aggregations: [{ type: "COUNT", putAggregationInto: "count_field" }] },
});

describe("results", () => {
	test("are the objects as GET shows them", async () => {
		const { put, query } = await withBucket();
		const object = await put({ name: "a", inner: { b: [1] } });
		assert.deepEqual(await query({ bucketQuery: { clause: { type: "eq", field: "name", value: "a" } } }), {
			queryDescription: "WHERE ( name = 'a' )",
			results: [objectView(object)],
		});
	});

	test("are none where nothing matches, as in an empty bucket", async () => {
		const { query } = await withBucket();
		const reply = { queryDescription: "WHERE ( 1 = 1 )", results: [] };
		assert.deepEqual(await query({ bucketQuery: { clause: all } }), reply);
	});

	test("are of one bucket", async () => {
		const { core, admin, put } = await withBucket();
		await put({ name: "a" });
		const body = { bucketQuery: { clause: all } };
		for (const other of [
			{ ...address, bucketID: "other" },
			{ ...address, scope: { type: "user", id: "u" } as const },
		]) {
			await assert.rejects(queryBucket(core, admin, other, body), { errorCode: "BUCKET_NOT_FOUND", status: 404 });
		}
	});

	test("are chosen out of more objects than one reading of the store gives", async () => {
		const { names } = await withBucket(Array.from({ length: 700 }, (_, name) => ({ name, even: name % 2 === 0 })));
		const clause = { type: "and", clauses: [{ type: "range", field: "name", lowerLimit: 690 }, all] };
		assert.deepEqual(await names(clause), [690, 691, 692, 693, 694, 695, 696, 697, 698, 699]);
		assert.equal((await names({ type: "eq", field: "even", value: true })).length, 200);
	});

	for (const [clause, description] of [
		[{ type: "in", field: "a", values: [1, "x", true] }, "a IN ( 1, 'x', true )"],
		[{ type: "range", field: "a", lowerLimit: 1, upperLimit: 2, upperIncluded: false }, "a >= 1 AND a < 2"],
		[{ type: "prefix", field: "a", prefix: "x" }, "a STARTS WITH 'x'"],
		[{ type: "hasField", field: "a", fieldType: "STRING" }, "a IS STRING"],
		[{ type: "geobox", field: "a", box: { ne: point(2, 2), sw: point(1, 1) } }, "a IN BOX ( 1, 1 ) ( 2, 2 )"],
		[{ type: "geodistance", field: "a", center: point(1, 2), radius: 3 }, "a WITHIN 3 OF ( 1, 2 )"],
		[{ type: "not", clause: { type: "or", clauses: [all, all] } }, "NOT ( ( 1 = 1 ) OR ( 1 = 1 ) )"],
	] as const) {
		test(`of ${JSON.stringify(clause)} come with its description`, async () => {
			const { query } = await withBucket();
			const { queryDescription } = await query({ bucketQuery: { clause } });
			assert.equal(queryDescription, `WHERE ( ${description} )`);
		});
	}
});

describe("the order", () => {
	test("is that of making when none is asked for", async () => {
		const { put, names } = await withBucket();
		for (const [name, createdAt, sequence] of [
			["d", 2, 1],
			["c", 1, 30],
			["b", 1, 4],
			["a", 1, 3],
		] as const) {
			await put({ name }, { createdAt, sequence });
		}
		assert.deepEqual(await names(all), ["a", "b", "c", "d"]);
		assert.deepEqual(await names(all, { descending: true }), ["a", "b", "c", "d"]);
	});

	const mixed = ["b", 10, true, "a", undefined, 9, false, null].map((value, name) => ({ name, value }));

	test("by a field is by type, then by value; what cannot be compared comes last", async () => {
		const { names } = await withBucket(mixed);
		assert.deepEqual(await names(all, { orderBy: "value" }), [6, 2, 5, 1, 3, 0, 4, 7]);
		assert.deepEqual(await names(all, { orderBy: "value", descending: true }), [0, 3, 1, 5, 2, 6, 4, 7]);
	});

	test("may be by any field that a clause can name", async () => {
		const { put, names } = await withBucket();
		await put({ name: "a" }, { objectID: "2", modifiedAt: 3 });
		await put({ Name: "b", name: "b" }, { objectID: "1", modifiedAt: 4 });
		assert.deepEqual(await names(all, { orderBy: "_id" }), ["b", "a"]);
		assert.deepEqual(await names(all, { orderBy: "_modified" }), ["a", "b"]);
		assert.deepEqual(await names(all, { orderBy: "NAME", descending: true }), ["b", "a"]);
	});

	test("may be by the distance that a geodistance clause calculates", async () => {
		const { query, put, names } = await withBucket();
		for (const [name, lon] of [
			["far", 2],
			["near", 0],
			["middle", 1],
			["away", 90],
		] as const) {
			await put({ name, at: point(0, lon), from: point(0, 2) });
		}
		const circle = { type: "geodistance", field: "at", center: point(0, 0), radius: 300_000 };
		const named = { ...circle, putDistanceInto: "distance" };
		assert.deepEqual(await names(named, { orderBy: "_calculated.distance" }), ["near", "middle", "far"]);
		const other = { ...circle, field: "from", putDistanceInto: "__proto__" };
		const both = { type: "and", clauses: [named, other] };
		const { results = [] } = await query({ bucketQuery: { clause: both, orderBy: "_calculated.distance" } });
		const metres = results.map((each) =>
			Object.entries("_calculated" in each ? Object(each._calculated) : {}).map(([name, at]) => [
				name,
				Math.round(Number(at)),
			]),
		);
		const from = ["__proto__", 222_390];
		assert.deepEqual(
			metres,
			[0, 111_195, 222_390].map((distance) => [["distance", distance], from]),
		);
		for (const putDistanceInto of [undefined, null, ""]) {
			const { results: plain = [] } = await query({ bucketQuery: { clause: { ...circle, putDistanceInto } } });
			assert.equal(plain.length, 3);
			assert.ok(plain.every((each) => !("_calculated" in each)));
		}
	});
});

describe("counting", () => {
	test("gives a number instead of objects, whatever limit and order go with it", async () => {
		const { query } = await withBucket(Array.from({ length: 300 }, (_, age) => ({ age })));
		const body = count({ type: "range", field: "age", lowerLimit: 25 });
		const reply = { queryDescription: "WHERE ( age >= 25 )", aggregations: { count_field: 275 } };
		assert.deepEqual(await query(body), reply);
		const more = { bestEffortLimit: 10, bucketQuery: { ...body.bucketQuery, orderBy: "age", descending: true } };
		assert.deepEqual(await query(more), reply);
		assert.deepEqual((await query(count({ type: "eq", field: "age", value: -1 }))).aggregations, { count_field: 0 });
	});
});

describe("whoever may query", () => {
	async function withSecret(): Promise<{ world: BucketWorld; user: Awaited<ReturnType<typeof newOwner>> }> {
		const world = await withBucket([{ name: "a" }, { name: "b" }, { name: "c" }]);
		const { core, admin } = world;
		const resource = bucketResource(address, await getBucket(core, appID, address));
		for (const everybody of ["UserID:ANY_AUTHENTICATED_USER", "UserID:ANONYMOUS_USER"] as const) {
			await revoke(core, admin, resource, "READ_OBJECTS_IN_BUCKET", everybody);
		}
		return { world, user: await newOwner(core) };
	}

	test("but not read the bucket's objects gets and counts those that he may read one by one", async () => {
		const { world, user } = await withSecret();
		const { core, admin, put, query } = world;
		const secret = objectResource(address, await put({ name: "secret" }));
		const hidden = objectResource(address, await put({ name: "hidden" }));
		for (const everybody of ["UserID:ANY_AUTHENTICATED_USER", "UserID:ANONYMOUS_USER"] as const) {
			for (const object of [secret, hidden]) await revoke(core, admin, object, "READ_EXISTING_OBJECT", everybody);
		}
		await grant(core, admin, hidden, "READ_EXISTING_OBJECT", `UserID:${user.userID}`);
		const body = { bucketQuery: { clause: all, orderBy: "name" }, bestEffortLimit: 3 };
		const seen = async (caller = user.caller, paginationKey?: string) => {
			const reply = await query({ ...body, paginationKey }, caller);
			return { names: reply.results?.map((each) => ("name" in each ? each.name : "")), key: reply.nextPaginationKey };
		};
		const first = await seen();
		assert.deepEqual(first.names, ["a", "b", "c"]);
		assert.deepEqual(await seen(user.caller, first.key), { names: ["hidden"], key: undefined });
		assert.deepEqual((await query(count(all), user.caller)).aggregations, { count_field: 4 });
		assert.deepEqual((await query(count(all), admin)).aggregations, { count_field: 5 });
	});

	test("is a matter of QUERY_OBJECTS_IN_BUCKET", async () => {
		const { world, user } = await withSecret();
		const { core, admin, query } = world;
		const resource = bucketResource(address, await getBucket(core, appID, address));
		await query({ bucketQuery: { clause: all } }, user.caller);
		for (const everybody of ["UserID:ANY_AUTHENTICATED_USER", "UserID:ANONYMOUS_USER"] as const) {
			await revoke(core, admin, resource, "QUERY_OBJECTS_IN_BUCKET", everybody);
		}
		await assert.rejects(query({ bucketQuery: { clause: all } }, user.caller), { errorCode: "UNAUTHORIZED" });
	});
});
