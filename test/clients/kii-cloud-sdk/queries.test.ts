import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";
import { register, type Sdk, sdkOf, withCode } from "./sdk.ts";

test("every clause of the SDK, order, pages and counts", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const user = await register(sdk, "ann");
	const bucket = user.bucketWithName("cities");
	const cities = [
		{ name: "tokyo", people: 13, capital: true, rate: 0.5, at: [35.68, 139.77] },
		{ name: "osaka", people: 3, capital: false, rate: 1.5, at: [34.69, 135.5] },
		{ name: "paris", people: 2, capital: true, at: [48.86, 2.35] },
		{ name: "perth", people: 2, capital: false, note: "west", at: [-31.95, 115.86] },
	] as const;
	for (const { at, ...fields } of cities) {
		const object = bucket.createObject();
		for (const [key, value] of Object.entries(fields)) object.set(key, value);
		object.setGeoPoint("at", sdk.KiiGeoPoint.geoPoint(at[0], at[1]));
		await object.saveAllFields();
	}
	const { KiiClause, KiiQuery, KiiGeoPoint } = sdk;
	const namesOf = async (clause: Sdk, order?: (query: Sdk) => void): Promise<string[]> => {
		const query = KiiQuery.queryWithClause(clause);
		if (order) order(query);
		else query.sortByAsc("name");
		const [, results] = asArray(await bucket.executeQuery(query));
		return results.map((object: Sdk) => object.get("name"));
	};
	const expected: [clause: Sdk, names: string[]][] = [
		[undefined, ["osaka", "paris", "perth", "tokyo"]],
		[KiiClause.equals("name", "paris"), ["paris"]],
		[KiiClause.equals("people", 2), ["paris", "perth"]],
		[KiiClause.equals("capital", true), ["paris", "tokyo"]],
		[KiiClause.notEquals("people", 2), ["osaka", "tokyo"]],
		[KiiClause.greaterThan("people", 3), ["tokyo"]],
		[KiiClause.greaterThanOrEqual("people", 3), ["osaka", "tokyo"]],
		[KiiClause.lessThan("people", 3), ["paris", "perth"]],
		[KiiClause.lessThanOrEqual("rate", 0.5), ["tokyo"]],
		[KiiClause.inClause("name", ["osaka", "perth", "x"]), ["osaka", "perth"]],
		[KiiClause.startsWith("name", "p"), ["paris", "perth"]],
		[KiiClause.hasField("note", "STRING"), ["perth"]],
		[KiiClause.hasField("people", "INTEGER"), ["osaka", "paris", "perth", "tokyo"]],
		[KiiClause.hasField("people", "STRING"), []],
		[KiiClause.not(KiiClause.startsWith("name", "p")), ["osaka", "tokyo"]],
		[KiiClause.and(KiiClause.equals("people", 2), KiiClause.equals("capital", true)), ["paris"]],
		[KiiClause.or(KiiClause.equals("people", 13), KiiClause.equals("name", "perth")), ["perth", "tokyo"]],
		[KiiClause.geoBox("at", KiiGeoPoint.geoPoint(36, 140), KiiGeoPoint.geoPoint(34, 135)), ["osaka", "tokyo"]],
		[KiiClause.geoDistance("at", KiiGeoPoint.geoPoint(35, 139), 500_000, "far"), ["osaka", "tokyo"]],
	];
	for (const [clause, names] of expected) {
		assert.deepEqual(await namesOf(clause), names, JSON.stringify(clause?._dictValue?.() ?? null));
	}
	const near = KiiClause.geoDistance("at", KiiGeoPoint.geoPoint(35, 139), 500_000, "far");
	assert.deepEqual(await namesOf(near, (query) => query.sortByAsc("_calculated.far")), ["tokyo", "osaka"]);
	assert.deepEqual(await namesOf(undefined, (query) => query.sortByDesc("people")).then(([first]) => first), "tokyo");

	const pages: string[][] = [];
	let query = KiiQuery.queryWithClause();
	query.setLimit(3);
	query.sortByDesc("name");
	while (query) {
		const [, results, next] = asArray(await bucket.executeQuery(query));
		pages.push(results.map((object: Sdk) => object.get("name")));
		query = next;
	}
	assert.deepEqual(pages, [["tokyo", "perth", "paris"], ["osaka"]]);
	assert.equal((await bucket.count())[2], 4);
	assert.equal((await bucket.countWithQuery(KiiQuery.queryWithClause(KiiClause.equals("people", 2))))[2], 2);
	await assert.rejects(user.bucketWithName("nothing").count(), withCode("BUCKET_NOT_FOUND"));
});

/** The SDK resolves with the `arguments` of its callback. */
function asArray(value: Sdk): Sdk[] {
	return Array.from(value);
}
