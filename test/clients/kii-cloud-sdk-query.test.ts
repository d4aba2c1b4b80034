// kii-cloud-sdk from npm, unmodified: queries a bucket and counts its objects.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { ensureBucket } from "../../src/core/data/bucket.ts";
import { objectKey } from "../../src/core/data/object-record.ts";
import { kiiObject, point } from "../core/data/query/with-bucket.ts";
import { appID, callerOf } from "../helpers/core.ts";
import { createTestHttp } from "../helpers/http.ts";

const kii = createRequire(import.meta.url)("kii-cloud-sdk").create();
const { KiiClause, KiiQuery } = kii;

// One test: the SDK keeps app and user in globals.
test("KiiBucket.executeQuery, count and countWithQuery: every clause, order, pages, distances", async () => {
	const { app, core } = await createTestHttp();
	try {
		kii.Kii.initializeWithSite(appID, "emulator-key", `${await app.listen({ host: "127.0.0.1", port: 0 })}/api`);
		await kii.KiiUser.userWithUsername("ann", "password").register();
		const address = { scope: { type: "app" }, bucketID: "bucket" } as const;
		await ensureBucket(core, await callerOf(core, { kind: "admin" }), address);
		for (let index = 0; index < 10; index++) {
			const fields = { index, name: `name ${index}`, even: index % 2 === 0, at: point(0, index), half: index / 2 };
			const object = kiiObject(fields, { objectID: `object-${index}`, createdAt: 1000 + index });
			await core.store.commit([{ key: objectKey(appID, address, object.objectID), value: object }]);
		}
		const bucket = kii.Kii.bucketWithName("bucket");
		const indexes = async (clause: unknown) => {
			const [, results] = await bucket.executeQuery(KiiQuery.queryWithClause(clause));
			return results.map((each: { get(key: string): unknown }) => each.get("index"));
		};

		const here = kii.KiiGeoPoint.geoPoint(0, 0.1);
		const corner = kii.KiiGeoPoint.geoPoint(1, 2.5);
		for (const [clause, expected] of [
			[undefined, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
			[KiiClause.equals("index", 3), [3]],
			[KiiClause.notEquals("even", true), [1, 3, 5, 7, 9]],
			[KiiClause.greaterThan("index", 7), [8, 9]],
			[KiiClause.greaterThanOrEqual("index", 7), [7, 8, 9]],
			[KiiClause.lessThan("name", "name 1"), [0]],
			[KiiClause.lessThanOrEqual("name", "name 1"), [0, 1]],
			[KiiClause.inClause("index", [1, 4, 11]), [1, 4]],
			[KiiClause.startsWith("name", "name 9"), [9]],
			[KiiClause.hasField("half", "INTEGER"), [0, 2, 4, 6, 8]],
			[KiiClause.geoBox("at", corner, kii.KiiGeoPoint.geoPoint(-1, 0.5)), [1, 2]],
			[KiiClause.geoDistance("at", here, 120_000, "far"), [0, 1]],
			[KiiClause.and(KiiClause.equals("even", true), KiiClause.not(KiiClause.lessThan("index", 6))), [6, 8]],
			[KiiClause.or(KiiClause.equals("_id", "object-5"), KiiClause.lessThan("_created", 1001)), [0, 5]],
		] as const) {
			assert.deepEqual(await indexes(clause), expected);
		}

		const query = KiiQuery.queryWithClause(KiiClause.equals("even", true));
		query.sortByDesc("index");
		query.setLimit(3);
		const [performed, first, next] = await bucket.executeQuery(query);
		assert.equal(performed, query);
		assert.deepEqual([first.length, first[0].get("index"), first[0].getID()], [3, 8, "object-8"]);
		assert.equal(first[0].getCreated(), 1008);
		const [, second, none] = await bucket.executeQuery(next);
		assert.deepEqual([second.length, second[0].get("index"), none], [2, 2, null]);

		const near = KiiQuery.queryWithClause(KiiClause.geoDistance("at", here, 300_000, "far"));
		near.sortByAsc("_calculated.far");
		const [, [closest]] = await bucket.executeQuery(near);
		assert.equal(Math.round(closest.get("_calculated").far), 11_119);

		assert.equal((await bucket.count())[2], 10);
		assert.equal((await bucket.countWithQuery(KiiQuery.queryWithClause(KiiClause.equals("even", true))))[2], 5);
		await assert.rejects(bucket.countWithQuery(next), (error: Error) => /QUERY_NOT_SUPPORTED/.test(error.message));
		await assert.rejects(kii.Kii.bucketWithName("none").count(), (error: Error) =>
			/BUCKET_NOT_FOUND/.test(error.message),
		);
	} finally {
		await app.close();
	}
});
