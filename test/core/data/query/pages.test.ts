import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { objectKey } from "../../../../src/core/data/object-record.ts";
import { appID } from "../../../helpers/core.ts";
import { address, type BucketWorld, point, withBucket } from "./with-bucket.ts";

const all = { type: "all" };

/** The pages of a query, by the names of their objects; `between` runs before each page but the first. */
async function pagesOf(
	{ query }: BucketWorld,
	bucketQuery: object,
	bestEffortLimit: number,
	between: (page: number) => Promise<unknown> = async () => {},
): Promise<unknown[][]> {
	const pages: unknown[][] = [];
	let paginationKey: string | undefined;
	do {
		if (pages.length > 0) await between(pages.length);
		const reply = await query({ bucketQuery, bestEffortLimit, paginationKey });
		pages.push((reply.results ?? []).map((each) => ("name" in each ? each.name : undefined)));
		paginationKey = reply.nextPaginationKey;
		if (paginationKey !== undefined) assert.match(paginationKey, /^[A-Za-z0-9_-]+$/);
	} while (paginationKey !== undefined);
	return pages;
}

describe("pages", () => {
	test("follow each other, and the last has no key", async () => {
		const world = await withBucket(Array.from({ length: 6 }, (_, name) => ({ name })));
		assert.deepEqual(await pagesOf(world, { clause: all }, 2), [
			[0, 1],
			[2, 3],
			[4, 5],
		]);
		assert.deepEqual(await pagesOf(world, { clause: all }, 4), [
			[0, 1, 2, 3],
			[4, 5],
		]);
		assert.deepEqual(await pagesOf(world, { clause: all }, 6), [[0, 1, 2, 3, 4, 5]]);
		const odd = { type: "in", field: "name", values: [1, 3, 5] };
		assert.deepEqual(await pagesOf(world, { clause: odd, orderBy: "name", descending: true }, 2), [[5, 3], [1]]);
	});

	for (const [what, values] of [
		["that are all the same", Array(7).fill("same")],
		["of all types, or missing", ["b", 2, true, undefined, null, 1, false]],
		["in any language", ["é", "日本", "\u{1f600}", "\ud800", 'a"\\', "+/=", "~"]],
		["with fractions", [0.1, 0.2, 0.1 + 0.2, 1e300, -0, 5e-324, -1.5]],
	] as const) {
		for (const descending of [false, true]) {
			test(`sorted by values ${what}${descending ? ", descending," : ""} miss and repeat none`, async () => {
				const world = await withBucket(values.map((value, name) => ({ name, value })));
				const bucketQuery = { clause: all, orderBy: "value", descending };
				const [whole = []] = await pagesOf(world, bucketQuery, 200);
				assert.deepEqual((await pagesOf(world, bucketQuery, 1)).flat(), whole);
				assert.deepEqual((await pagesOf(world, bucketQuery, 3)).flat(), whole);
				assert.equal(new Set(whole).size, values.length);
			});
		}
	}

	test("sorted by distance miss and repeat none", async () => {
		const names = Array.from({ length: 9 }, (_, name) => name);
		const world = await withBucket(names.map((name) => ({ name, at: point(0, (name * 4) % 9) })));
		const clause = { type: "geodistance", field: "at", center: point(1, 1), radius: 2_000_000, putDistanceInto: "d" };
		const bucketQuery = { clause, orderBy: "_calculated.d" };
		const [whole = []] = await pagesOf(world, bucketQuery, 200);
		assert.equal(whole.length, 9);
		assert.deepEqual((await pagesOf(world, bucketQuery, 2)).flat(), whole);
	});

	test("show every object that is there all the time once, whatever is made and deleted meanwhile", async () => {
		const world = await withBucket();
		const key = (objectID: string) => objectKey(appID, address, objectID);
		for (let index = 0; index < 8; index++) {
			await world.put({ name: index, score: index * 10 }, { objectID: `stays-${index}`, createdAt: index });
			await world.put({ name: "gone", score: index * 10 }, { objectID: `goes-${index}`, createdAt: index });
		}
		const pages = await pagesOf(world, { clause: all, orderBy: "score", descending: true }, 3, async (page) => {
			// Those already shown, the very last one shown among them, and some to come.
			await world.core.store.commit(
				[...Array(8).keys()].map((index) => ({ key: key(`goes-${index}`), value: undefined })),
			);
			await world.put({ name: "new", score: 1000 }, { createdAt: 100 + page });
			await world.put({ name: "new", score: -1000 }, { createdAt: 100 + page });
		});
		assert.deepEqual(
			pages.flat().filter((name) => typeof name === "number"),
			[7, 6, 5, 4, 3, 2, 1, 0],
		);
	});

	test("are shorter when their objects are large, but never empty", async () => {
		const world = await withBucket(Array.from({ length: 40 }, (_, name) => ({ name, text: "x".repeat(60_000) })));
		const pages = await pagesOf(world, { clause: all }, 200);
		assert.deepEqual(
			pages.map(({ length }) => length),
			[18, 18, 4],
		);
		await world.put({ name: "huge", text: "x".repeat(2_000_000) }, { createdAt: -1 });
		assert.deepEqual((await pagesOf(world, { clause: all }, 200))[0], ["huge"]);
	});
});

describe("a key", () => {
	const refusal = { errorCode: "INVALID_INPUT_DATA", status: 400 };
	const encode = (value: unknown) => btoa(JSON.stringify(value)).replaceAll("=", "");

	for (const [what, paginationKey] of [
		["of no form", "asd12ijdfasdfjadfjgk"],
		["with other characters", "a b"],
		["that is not base64", "abcde"],
		["without end", "A".repeat(100_000)],
		["nested deeply", encode(JSON.parse(`${"[".repeat(1000)}${"]".repeat(1000)}`))],
		["of another JSON type", encode({ length: 6 })],
		["with too few parts", encode([null, false, null, 1, 1])],
		["with a wrong value", encode([null, false, {}, 1, 1, "id"])],
		["with a wrong time", encode([null, false, null, "1", 1, "id"])],
		["with a wrong sequence", encode([null, false, null, 1, null, "id"])],
		["with a wrong ID", encode([null, false, null, 1, 1, 1])],
		["of another order", encode(["name", false, null, 1, 1, "id"])],
		["of another direction", encode([null, true, null, 1, 1, "id"])],
	] as const) {
		test(`${what} is refused`, async () => {
			const { query } = await withBucket([{ name: "a" }]);
			await assert.rejects(query({ bucketQuery: { clause: all }, paginationKey }), refusal);
		});
	}

	test("may have been made up in the right form: it is but a place", async () => {
		const { query } = await withBucket([{ name: "a" }, { name: "b" }]);
		const paginationKey = encode([null, false, null, 0.5, 0, ""]);
		const { results } = await query({ bucketQuery: { clause: all }, paginationKey });
		assert.equal(results?.length, 1);
	});

	test("that is empty is the first page's", async () => {
		const { query } = await withBucket([{ name: "a" }]);
		assert.equal((await query({ bucketQuery: { clause: all }, paginationKey: "" })).results?.length, 1);
	});
});
