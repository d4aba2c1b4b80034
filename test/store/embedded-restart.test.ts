import assert from "node:assert/strict";
import { test } from "node:test";
import { openFolder, temporaryFolder } from "./embedded-folder.ts";

test("records with their versions, bodies and the counter are there after a restart", async (t) => {
	const folder = await temporaryFolder(t);
	const counter = { value: 0, generation: 0 };
	const first = await openFolder(folder, { counter });
	assert.equal(first.resumed, false);
	counter.value = 41;
	counter.generation = 3;
	const value = { text: "é鍵\u{1f511}\ud800\u0000", list: [1.5, null, true, {}], "": "" };
	await first.store.commit([{ key: "app/a/thing/1", value }]);
	await first.store.commit([{ key: "app/a/thing/1", value }]);
	await first.store.commit([{ key: "app/a/thing/gone", value }]);
	await first.store.commit([{ key: "app/a/thing/gone", value: undefined }]);
	await first.blobs.put("app/a/body/1", Uint8Array.of(0, 255, 128));
	await first.blobs.put("app/a/body/empty", new Uint8Array());
	await first.blobs.put("app/a/body/gone", new Uint8Array(10));
	await first.blobs.delete("app/a/body/gone");
	await first.store.close();

	const again = { value: 0, generation: 0 };
	const second = await openFolder(folder, { counter: again });
	assert.equal(second.resumed, true);
	assert.deepEqual(await second.store.get("app/a/thing/1"), { key: "app/a/thing/1", value, version: 2 });
	assert.equal((await second.store.list("app/a/thing")).length, 1);
	assert.deepEqual(new Uint8Array((await second.blobs.get("app/a/body/1")) ?? []), Uint8Array.of(0, 255, 128));
	assert.equal((await second.blobs.get("app/a/body/empty"))?.length, 0);
	assert.equal(await second.blobs.get("app/a/body/gone"), undefined);
	assert.deepEqual(again, { value: 41, generation: 3 });
	await second.store.close();
});

test("what was cleared or replaced is so after a restart", async (t) => {
	const folder = await temporaryFolder(t);
	const first = await openFolder(folder);
	for (let n = 0; n < 50; n++) await first.store.commit([{ key: `app/a/x/${n}`, value: n }]);
	for (const app of ["a", "b"]) await first.blobs.put(`app/${app}/body/1`, new Uint8Array(5));
	await first.store.commit([{ key: "app/b/x/1", value: 1 }]);
	await first.store.replace(["app/a"], [{ key: "app/a/x/7", value: "seed" }]);
	await first.blobs.clear("app/a");
	await first.store.close();

	const { store, blobs } = await openFolder(folder);
	assert.deepEqual(
		store
			.all([""])
			.map(({ key, value }) => [key, value])
			.sort(),
		[
			["app/a/x/7", "seed"],
			["app/b/x/1", 1],
		],
	);
	assert.deepEqual(blobs.keys([""]), ["app/b/body/1"]);
	await store.clear("");
	await store.close();
	const empty = await openFolder(folder);
	assert.deepEqual(empty.store.all([""]), []);
	await empty.store.close();
});

test("values however deep survive a restart", async (t) => {
	const folder = await temporaryFolder(t);
	const first = await openFolder(folder);
	let value: unknown = { a: [], b: "x", c: undefined };
	for (let depth = 0; depth < 50_000; depth++) value = depth % 2 === 0 ? [1, value] : { k: value };
	await first.store.commit([{ key: "deep", value }]);
	await first.store.close();
	const second = await openFolder(folder);
	let found = (await second.store.get<unknown>("deep"))?.value;
	for (let depth = 49_999; depth >= 0; depth--) {
		found = depth % 2 === 0 ? (found as unknown[])[1] : (found as { k: unknown }).k;
	}
	assert.deepEqual(found, { a: [], b: "x" });
	await second.store.close();
});
