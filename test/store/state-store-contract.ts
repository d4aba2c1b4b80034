import assert from "node:assert/strict";
import { describe } from "node:test";
import type { StateStore } from "../../src/core/ports.ts";
import { listContract } from "./list-contract.ts";
import { awkward, keys, type Open, put, testOf } from "./with-store.ts";

/** What every StateStore does. `open` gives an empty one. */
export function stateStoreContract(name: string, open: Open): void {
	const it = testOf(open);
	listContract(name, open);

	describe(`${name}: counting`, () => {
		it("counts all keys below a prefix, and nothing beside it", async (store) => {
			await put(store, "app/a/x", "app/a/y/z", "app/a/y/w", "app/ab/x", "app/a");
			assert.equal(await store.count("app/a"), 3);
			assert.equal(await store.count("app/a/y"), 2);
			assert.equal(await store.count("app/b"), 0);
			await store.commit([{ key: "app/a/y/z", value: undefined }]);
			assert.equal(await store.count("app/a"), 2);
			await store.clear("app/a/y");
			assert.equal(await store.count("app/a"), 1);
		});
	});

	describe(`${name}: records`, () => {
		it("has nothing at first", async (store) => {
			assert.equal(await store.get("app/a"), undefined);
			assert.deepEqual(await store.list("app"), []);
		});

		it("gives back what was written, with its key and version 1", async (store) => {
			const value = { text: "é鍵\u{1f511}\u0000", number: 1.5, no: null, yes: true, list: [1, { deep: [] }], "": "" };
			assert.equal(await store.commit([{ key: "app/a", value }]), true);
			assert.deepEqual(await store.get("app/a"), { key: "app/a", value, version: 1 });
		});

		it("keeps values that are not objects, null included", async (store) => {
			for (const value of [null, 0, "", false, []]) {
				await store.commit([{ key: "app/a", value }]);
				assert.deepEqual((await store.get("app/a"))?.value, value);
			}
		});

		it("keeps an own property called __proto__", async (store) => {
			await store.commit([{ key: "app/a", value: JSON.parse('{"__proto__":{"x":1}}') }]);
			assert.equal(JSON.stringify((await store.get("app/a"))?.value), '{"__proto__":{"x":1}}');
		});

		it("counts the writes of a record, from 1 again after it was deleted", async (store) => {
			for (const version of [1, 2, 3]) {
				await put(store, "app/a");
				assert.equal((await store.get("app/a"))?.version, version);
			}
			await store.commit([{ key: "app/a", value: undefined }]);
			await put(store, "app/a");
			assert.equal((await store.get("app/a"))?.version, 1);
		});

		it("deletes by the value undefined, also what is not there", async (store) => {
			await put(store, "app/a", "app/b");
			assert.equal(await store.commit(["a", "c"].map((id) => ({ key: `app/${id}`, value: undefined }))), true);
			assert.equal(await store.get("app/a"), undefined);
			assert.deepEqual(await keys(store, "app"), ["app/b"]);
		});

		it("does not take a folder for a record", async (store) => {
			await put(store, "app/a/thing/1");
			for (const key of ["app", "app/a", "app/a/thing", "app/a/thing/"]) assert.equal(await store.get(key), undefined);
		});

		it("gives out values that cannot be changed, or changes that nobody else sees", async (store) => {
			await store.commit([{ key: "app/a", value: { list: [{ n: 1 }] } }]);
			const entry = await store.get<{ list: { n: number }[] }>("app/a");
			try {
				if (entry?.value.list[0]) entry.value.list[0].n = 2;
			} catch (error) {
				assert.ok(error instanceof TypeError);
			}
			assert.deepEqual((await store.get("app/a"))?.value, { list: [{ n: 1 }] });
		});

		it("takes values however deep", async (store) => {
			let value: unknown[] = [];
			for (let depth = 0; depth < 50_000; depth++) value = [value];
			assert.equal(await store.commit([{ key: "app/a", value }]), true);
		});

		for (const part of awkward) {
			it(`takes ${JSON.stringify(part)} as a part of a key`, async (store) => {
				assert.equal(await store.get(part), undefined);
				assert.equal(await store.get(`${part}/${part}`), undefined);
				assert.deepEqual(await store.list(part), []);
				await put(store, `app/${part}/${part}`, "app/other/x");
				assert.deepEqual(await keys(store, `app/${part}`), [`app/${part}/${part}`]);
				assert.equal((await store.get(`app/${part}/${part}`))?.version, 1);
				await store.clear(`app/${part}`);
				assert.deepEqual([await keys(store, `app/${part}`), await keys(store, "app/other")], [[], ["app/other/x"]]);
			});
		}
	});

	describe(`${name}: commit`, () => {
		it("writes when every expected version is current, 0 meaning none", async (store) => {
			assert.equal(await store.commit([{ key: "app/a", value: 1, expect: 0 }]), true);
			assert.equal(await store.commit([{ key: "app/a", value: 2, expect: 1 }]), true);
			assert.equal(await store.commit([{ key: "app/a", value: undefined, expect: 2 }]), true);
			assert.equal(await store.get("app/a"), undefined);
		});

		it("writes nothing at all when one expected version is not current", async (store) => {
			await put(store, "app/a");
			const writes = ["b", "a", "c"].map((id) => ({ key: `app/${id}`, value: 9 }));
			for (const expect of [0, 2]) {
				assert.equal(
					await store.commit(writes.map((write) => (write.key === "app/a" ? { ...write, expect } : write))),
					false,
				);
			}
			assert.equal(await store.commit([{ key: "app/gone", value: 1, expect: 1 }]), false);
			assert.equal(await store.commit([{ key: "app/a", value: undefined, expect: 7 }]), false);
			assert.deepEqual(await store.list("app"), [{ key: "app/a", value: { key: "app/a" }, version: 1 }]);
		});

		it("lets one of many win that expect the same version", async (store) => {
			await put(store, "app/a");
			const attempts = Array.from({ length: 20 }, (_, n) => store.commit([{ key: "app/a", value: n, expect: 1 }]));
			const won = (await Promise.all(attempts)).filter(Boolean);
			assert.equal(won.length, 1);
			assert.equal((await store.get("app/a"))?.version, 2);
		});

		it("writes only while a record that it does not write is at a version, 0 meaning not there", async (store) => {
			await put(store, "app/bucket");
			const write = { key: "app/object", value: 1 };
			for (const version of [0, 2]) {
				assert.equal(await store.commit([write], [{ key: "app/bucket", version }]), false);
				assert.equal(await store.get("app/object"), undefined);
			}
			assert.equal(await store.commit([write], [{ key: "app/none", version: 1 }]), false);
			const bucket = await store.get("app/bucket");
			assert.ok(bucket);
			assert.equal(await store.commit([write], [bucket, { key: "app/none", version: 0 }]), true);
			assert.deepEqual(await store.get("app/bucket"), bucket);
			assert.equal((await store.get("app/object"))?.value, 1);
		});

		it("loses no write of concurrent read-change-write loops", async (store) => {
			await store.commit([{ key: "app/n", value: 0 }]);
			const addOne = async (): Promise<void> => {
				const entry = await store.get<number>("app/n");
				assert.ok(entry);
				const write = { key: "app/n", value: entry.value + 1, expect: entry.version };
				if (!(await store.commit([write]))) await addOne();
			};
			await Promise.all(Array.from({ length: 20 }, addOne));
			assert.equal((await store.get("app/n"))?.value, 20);
		});

		it("takes the last of several writes to one key", async (store) => {
			await store.commit([
				{ key: "app/a", value: 1, expect: 0 },
				{ key: "app/a", value: 2, expect: 0 },
			]);
			assert.equal((await store.get("app/a"))?.value, 2);
		});

		it("takes an empty list of writes", async (store) => {
			assert.equal(await store.commit([]), true);
		});
	});

	describe(`${name}: replace`, () => {
		it("clears several prefixes and writes, also below them", async (store) => {
			await put(store, "app/a/1", "app/a/2", "app/b/1", "apps/a", "apps/ab");
			await store.replace(
				["app/a", "apps/a"],
				[
					{ key: "app/a/2", value: "new" },
					{ key: "app/a/3", value: "new" },
				],
			);
			assert.deepEqual(await keys(store, "app/a"), ["app/a/2", "app/a/3"]);
			assert.equal((await store.get("app/a/2"))?.value, "new");
			assert.deepEqual([await keys(store, "app/b"), await keys(store, "apps")], [["app/b/1"], ["apps/ab"]]);
		});

		it("is one step: nobody sees a part of it", async (store) => {
			await put(store, "app/a/1", "app/a/2");
			const replacing = store.replace(["app"], [{ key: "app/b/1", value: 1 }]);
			const seen = [store.all([""]).map(({ key }) => key)];
			await replacing;
			seen.push(store.all([""]).map(({ key }) => key));
			for (const each of seen) assert.ok(["app/b/1", "app/a/1,app/a/2"].includes(each.sort().join()), each.join());
		});

		it("lets no write pass that expects a version of before", async (store) => {
			await put(store, "app/a/1");
			const before = await store.get("app/a/1");
			await store.replace(["app"], [{ key: "app/a/1", value: "new" }]);
			assert.equal(await store.commit([{ key: "app/a/1", value: "late", expect: before?.version ?? 0 }]), false);
			assert.equal((await store.get("app/a/1"))?.value, "new");
		});
	});

	describe(`${name}: all`, () => {
		it("gives every record at or below the prefixes, once", async (store) => {
			await put(store, "top", "app/a", "app/a/thing/1", "app/a/thing/1/state/x", "app/ab/1", "apps/a");
			const found = (...prefixes: string[]) => store.all(prefixes).map(({ key }) => key);
			assert.deepEqual(found("app/a", "app/a/thing").sort(), ["app/a", "app/a/thing/1", "app/a/thing/1/state/x"]);
			assert.deepEqual(found("app/ab", "apps/a").sort(), ["app/ab/1", "apps/a"]);
			assert.equal(found("").length, 6);
			assert.deepEqual(found("app/none"), []);
		});

		it("is as at the call", async (store) => {
			await put(store, "app/a");
			const all = store.all(["app"]);
			await put(store, "app/a", "app/b");
			assert.deepEqual(all, [{ key: "app/a", value: { key: "app/a" }, version: 1 }]);
		});
	});

	describe(`${name}: onceChanged`, () => {
		const prefixes = ["app/a/x", "app/b"];
		const changes: Record<string, (store: StateStore) => Promise<unknown>> = {
			"a new record": (store) => put(store, "app/a/x/2"),
			"a record deep below": (store) => put(store, "app/a/x/1/y/z"),
			"a record that is a prefix": (store) => put(store, "app/b"),
			"a deletion": (store) => store.commit([{ key: "app/a/x/1", value: undefined }]),
			"clearing what is above": (store) => store.clear("app/a"),
			"clearing what is below": (store) => store.clear("app/a/x/1"),
			"a replacement": (store) => store.replace(["other"], [{ key: "app/b/1", value: 1 }]),
			"clearing all": (store) => store.clear(""),
		};
		for (const [what, change] of Object.entries(changes)) {
			it(`tells of ${what}, once and before anybody can read it`, async (store) => {
				await put(store, "app/a/x/1");
				let told = 0;
				store.onceChanged(prefixes, () => told++);
				const changing = change(store);
				const reading = store.list("app/a/x").then(() => told);
				await changing;
				assert.deepEqual([await reading, told], [1, 1]);
				await put(store, "app/a/x/9");
				assert.equal(told, 1);
			});
		}

		it("tells of nothing else, and of nothing when it was cancelled or nothing was written", async (store) => {
			await put(store, "app/a/x/1");
			let told = 0;
			const cancel = store.onceChanged(prefixes, () => told++);
			await put(store, "app/a/xy", "app/a/y/x", "app/c", "app");
			assert.equal(await store.commit([{ key: "app/b/1", value: 1, expect: 7 }]), false);
			await store.clear("app/c");
			cancel();
			await put(store, "app/b/1");
			assert.equal(told, 0);
		});
	});
}
