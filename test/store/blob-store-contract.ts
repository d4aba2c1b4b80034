import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { BlobStore } from "../../src/core/ports.ts";

async function withStore(open: () => Promise<BlobStore>, work: (store: BlobStore) => Promise<void>): Promise<void> {
	const store = await open();
	try {
		await work(store);
	} finally {
		await store.close();
	}
}

const all = Uint8Array.from({ length: 256 }, (_, n) => n);
const awkward = ["__proto__", "constructor", "%2F", "*", "a?", "a\\", "A", "a", "é", "鍵", "\u{1f511}", "..", "~"];

/** What every BlobStore does. `open` gives an empty one. */
export function blobStoreContract(name: string, open: () => Promise<BlobStore>): void {
	const it = (what: string, work: (store: BlobStore) => Promise<void>) => test(what, () => withStore(open, work));

	describe(`${name}: blobs`, () => {
		it("has nothing at first", async (store) => {
			assert.equal(await store.get("app/a"), undefined);
			await store.delete("app/a");
			await store.clear("app");
		});

		it("gives back the bytes, none included", async (store) => {
			await store.put("app/a", all);
			await store.put("app/b", new Uint8Array());
			assert.deepEqual(new Uint8Array((await store.get("app/a")) ?? []), all);
			assert.equal((await store.get("app/b"))?.length, 0);
		});

		it("gives back the part of a larger buffer that it was given", async (store) => {
			await store.put("app/a", all.subarray(10, 20));
			assert.deepEqual([...((await store.get("app/a")) ?? [])], [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
		});

		it("replaces and deletes", async (store) => {
			await store.put("app/a", all);
			await store.put("app/a", Uint8Array.of(1));
			await store.put("app/a/b", Uint8Array.of(2));
			assert.deepEqual([...((await store.get("app/a")) ?? [])], [1]);
			await store.delete("app/a");
			assert.equal(await store.get("app/a"), undefined);
			assert.deepEqual([...((await store.get("app/a/b")) ?? [])], [2]);
		});

		it("tells awkward keys apart", async (store) => {
			for (const [n, part] of awkward.entries()) await store.put(`app/${part}/x`, Uint8Array.of(n));
			for (const [n, part] of awkward.entries()) assert.deepEqual([...((await store.get(`app/${part}/x`)) ?? [])], [n]);
		});

		it("clears a key and everything below it, but not what only begins alike", async (store) => {
			for (const key of ["app/a", "app/a/1", "app/a/1/2", "app/ab", "app/ab/1", "app/b"]) await store.put(key, all);
			await store.clear("app/a");
			for (const key of ["app/a", "app/a/1", "app/a/1/2"]) assert.equal(await store.get(key), undefined, key);
			for (const key of ["app/ab", "app/ab/1", "app/b"]) assert.equal((await store.get(key))?.length, 256, key);
			await store.clear("");
			for (const key of ["app/ab", "app/ab/1", "app/b"]) assert.equal(await store.get(key), undefined, key);
		});

		it("replaces all below several prefixes", async (store) => {
			for (const key of ["app/a/1", "app/a/2", "app/b/1", "app/c/1"]) await store.put(key, all);
			await store.replace(["app/a", "app/b"], [{ key: "app/a/2", bytes: Uint8Array.of(7) }]);
			for (const key of ["app/a/1", "app/b/1"]) assert.equal(await store.get(key), undefined, key);
			assert.deepEqual([...((await store.get("app/a/2")) ?? [])], [7]);
			assert.equal((await store.get("app/c/1"))?.length, 256);
		});

		it("gives all below prefixes, once, as at the call", async (store) => {
			for (const key of ["app/a", "app/a/1", "app/a/b/1", "app/ab"]) await store.put(key, all);
			const found = store.all(["app/a", "app/a/b"]);
			await store.put("app/a/2", all);
			await store.put("app/a/1", Uint8Array.of(1));
			await store.delete("app/a/b/1");
			const got = new Map<string, number>();
			for await (const { key, bytes } of found) {
				assert.ok(!got.has(key), key);
				got.set(key, bytes.length);
			}
			assert.deepEqual([...got].sort(), [
				["app/a", 256],
				["app/a/1", 256],
				["app/a/b/1", 256],
			]);
		});
	});
}
