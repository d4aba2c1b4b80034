import assert from "node:assert/strict";
import { describe } from "node:test";
import { awkward, keys, type Open, put, testOf } from "./with-store.ts";

/** What every StateStore does with folders of keys: listing and clearing them. */
export function listContract(name: string, open: Open): void {
	const it = testOf(open);
	describe(`${name}: list`, () => {
		it("gives the records directly below a folder only", async (store) => {
			await put(
				store,
				"app/a",
				"app/a/thing/2",
				"app/a/thing/1",
				"app/a/thing/1/state",
				"app/a/things/3",
				"app/ab/thing/4",
			);
			assert.deepEqual(await keys(store, "app/a/thing"), ["app/a/thing/1", "app/a/thing/2"]);
			assert.deepEqual(await keys(store, "app"), ["app/a"]);
			assert.deepEqual(await keys(store, "app/a"), []);
		});

		it("sorts by code unit, whatever the order of writing", async (store) => {
			// Byte order of UTF-8 would put U+FFFF before U+1F511.
			const wanted = [...awkward].sort().map((part) => `app/${part}`);
			await put(store, ...awkward.map((part) => `app/${part}`));
			assert.deepEqual(await keys(store, "app"), wanted);
			assert.ok(wanted.indexOf("app/\u{1f511}") < wanted.indexOf("app/\uffff"));
		});

		it("gives each entry with its value and version", async (store) => {
			await put(store, "app/a");
			await put(store, "app/a");
			assert.deepEqual(await store.list("app"), [{ key: "app/a", value: { key: "app/a" }, version: 2 }]);
		});

		it("gives pages that together are the whole", async (store) => {
			const all = Array.from({ length: 25 }, (_, n) => `app/${String(n * 7919).padStart(9, "0")}`);
			await put(store, ...all.toReversed());
			const found: string[] = [];
			for (let page = await keys(store, "app", undefined, 10); page.length > 0; ) {
				assert.ok(page.length <= 10);
				found.push(...page);
				page = await keys(store, "app", page.at(-1), 10);
			}
			assert.deepEqual(found, all);
		});

		it("goes on behind a key that is no longer there, or never was", async (store) => {
			await put(store, "app/a", "app/c", "app/e");
			await store.commit([{ key: "app/c", value: undefined }]);
			assert.deepEqual(await keys(store, "app", "app/c"), ["app/e"]);
			assert.deepEqual(await keys(store, "app", "app/"), ["app/a", "app/e"]);
			assert.deepEqual(await keys(store, "app", "app/d", 1), ["app/e"]);
		});

		it("gives an empty page behind the last key and for a limit of 0", async (store) => {
			await put(store, "app/a", "app/b");
			assert.deepEqual(await keys(store, "app", "app/b"), []);
			assert.deepEqual(await keys(store, "app", "app/zzz", 10), []);
			assert.deepEqual(await keys(store, "app", undefined, 0), []);
		});

		it("stays in order while records come, go and come back", async (store) => {
			const live = new Set<string>();
			// A fixed walk over 997 keys, with enough changes between two listings to take every path of an index.
			for (let step = 1; step <= 12_000; step++) {
				const key = `app/${String((step * step * 31 + step * 7) % 997).padStart(3, "0")}`;
				const remove = step % 3 === 0;
				if (remove) live.delete(key);
				else live.add(key);
				await store.commit([{ key, value: remove ? undefined : step }]);
				if (step % 1500 === 0 || (step > 11_000 && step % 20 === 0))
					assert.deepEqual(await keys(store, "app"), [...live].sort());
			}
			for (const key of live) await store.commit([{ key, value: undefined }]);
			assert.deepEqual(await keys(store, "app"), []);
			await put(store, "app/500");
			assert.deepEqual(await keys(store, "app"), ["app/500"]);
		});

		it("neither repeats nor skips a record that stays while others come and go", async (store) => {
			const stays = Array.from({ length: 300 }, (_, n) => `app/${String(n).padStart(4, "0")}`);
			await put(store, ...stays);
			const found: string[] = [];
			for (let page = await keys(store, "app", undefined, 7); page.length > 0; ) {
				found.push(...page.filter((key) => !key.endsWith("x")));
				const last = page.at(-1);
				await put(store, `${last}x`, `app/0000${found.length}x`);
				await store.commit([{ key: `${page[0]}x`, value: undefined }]);
				page = await keys(store, "app", last, 7);
			}
			assert.deepEqual(found, stays);
		});
	});

	describe(`${name}: clear`, () => {
		it("removes a key and everything below it, but not what only begins alike", async (store) => {
			await put(store, "app/a", "app/a/thing/1", "app/a/thing/1/state/x", "app/ab", "app/ab/thing/1", "app/b");
			await store.clear("app/a");
			assert.deepEqual(await keys(store, "app"), ["app/ab", "app/b"]);
			for (const folder of ["app/a", "app/a/thing", "app/a/thing/1/state"])
				assert.deepEqual(await keys(store, folder), []);
			assert.equal(await store.get("app/a/thing/1"), undefined);
			assert.deepEqual(await keys(store, "app/ab/thing"), ["app/ab/thing/1"]);
		});

		it("removes everything for an empty prefix", async (store) => {
			await put(store, "top", "app/a", "app/a/thing/1");
			await store.clear("");
			for (const folder of ["", "app", "app/a/thing"]) assert.deepEqual(await keys(store, folder), []);
		});

		it("starts versions at 1 again", async (store) => {
			await put(store, "app/a/x");
			await put(store, "app/a/x");
			await store.clear("app");
			assert.equal(await store.commit([{ key: "app/a/x", value: 1, expect: 0 }]), true);
			assert.equal((await store.get("app/a/x"))?.version, 1);
		});

		it("is content with nothing to remove", async (store) => {
			await store.clear("app/none");
		});

		it("leaves folders usable, however often they come and go", async (store) => {
			for (let n = 0; n < 5; n++) {
				await put(store, "app/a/thing/1/state/x", "app/a/thing/2", "app/b/thing/1");
				await store.clear(n % 2 === 0 ? "app/a/thing" : "app/a");
				assert.deepEqual(await keys(store, "app/a/thing"), []);
				assert.deepEqual(await keys(store, "app/a/thing/1/state"), []);
				assert.deepEqual(await keys(store, "app/b/thing"), ["app/b/thing/1"]);
			}
			await put(store, "app/a/thing/1/state/x");
			await store.commit([{ key: "app/a/thing/1/state/x", value: undefined }]);
			await store.clear("app");
			assert.deepEqual(store.all([""]), []);
		});
	});
}
