import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryStore } from "../../src/store/memory-store.ts";
import { collectGarbage } from "../helpers/collect-garbage.ts";
import { stateStoreContract } from "./state-store-contract.ts";

stateStoreContract("memory store", async () => createMemoryStore());

test("whoever changes a value after writing or reading it gets a TypeError", async () => {
	const store = createMemoryStore();
	const value = { list: [{ n: 1 }] };
	await store.commit([{ key: "app/a", value }]);
	assert.throws(() => value.list.push({ n: 2 }), TypeError);
	assert.throws(() => Object.assign(value.list[0] ?? {}, { n: 2 }), TypeError);
	const entry = await store.get("app/a");
	assert.throws(() => Object.assign(entry ?? {}, { version: 9 }), TypeError);
});

test("a refused commit leaves the values of its writes alone", async () => {
	const store = createMemoryStore();
	const value = { n: 1 };
	await store.commit([{ key: "app/a", value, expect: 5 }]);
	value.n = 2;
	assert.equal(value.n, 2);
});

test("a closed store has let go of its records", async () => {
	const store = createMemoryStore();
	await store.commit([{ key: "app/a", value: 1 }]);
	await store.close();
	assert.equal(await store.get("app/a"), undefined);
});

test("records that were deleted take no memory, even in a folder that nobody lists", async () => {
	const store = createMemoryStore();
	await store.commit([{ key: "app/token/stays", value: 1 }]);
	await collectGarbage();
	const before = process.memoryUsage().heapUsed;
	for (let n = 0; n < 200_000; n++) {
		const key = `app/token/${String(n * 7919).padStart(60, "t")}`;
		await store.commit([{ key, value: n }]);
		await store.commit([{ key, value: undefined }]);
	}
	await collectGarbage();
	const grown = process.memoryUsage().heapUsed - before;
	assert.ok(grown < 5_000_000, `${grown} bytes`);
	assert.equal((await store.list("app/token")).length, 1);
});
