// A write that fails has not happened, and the store goes on when there is room again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { StorageError } from "../../src/core/ports.ts";
import { openLevelTable } from "../../src/store/embedded/level-table.ts";
import type { Table } from "../../src/store/embedded/table.ts";
import { openFolder, temporaryFolder } from "./embedded-folder.ts";

/** A LevelDB whose writes can be made to fail, or to wait. */
function brittleTable() {
	const state: { error: Error | undefined; syncs: boolean[]; gate: Promise<void> | undefined } = {
		error: undefined,
		syncs: [],
		gate: undefined,
	};
	const openTable = async (folder: string, createIfMissing: boolean): Promise<Table> => {
		const table = await openLevelTable(folder, createIfMissing);
		return {
			...table,
			async write(writes, sync) {
				await state.gate;
				if (state.error !== undefined) throw state.error;
				state.syncs.push(sync);
				await table.write(writes, sync);
			},
		};
	};
	return { state, openTable };
}

const full = new Error("IO error: 000003.log: No space left on device");

test("a failed write is rolled back with what was built on it; later ones succeed, also after a restart", async (t) => {
	const folder = await temporaryFolder(t);
	const { state, openTable } = brittleTable();
	const { store, blobs } = await openFolder(folder, { openTable });
	await store.commit([
		{ key: "app/a/x/kept", value: 1 },
		{ key: "app/a/x/removed", value: 1 },
	]);
	await blobs.put("app/a/body/kept", Buffer.from("before"));

	let letGo = () => {};
	state.gate = new Promise((resolve) => {
		letGo = resolve;
	});
	state.error = full;
	const first = store.commit([
		{ key: "app/a/x/kept", value: 2 },
		{ key: "app/a/x/removed", value: undefined },
	]);
	const body = blobs.put("app/a/body/kept", Buffer.from("after"));
	// The first is being written: these are the next batch.
	await new Promise(setImmediate);
	const built = store.commit([
		{ key: "app/a/x/kept", value: 3, expect: 2 },
		{ key: "app/a/x/new", value: 1 },
	]);
	const added = blobs.put("app/a/body/new", Buffer.from("new"));
	const outcomes = Promise.allSettled([first, body, built, added]);
	letGo();
	for (const outcome of await outcomes) {
		assert.ok(outcome.status === "rejected" && outcome.reason instanceof StorageError);
		assert.match(outcome.reason.message, /No space left on device/);
	}
	const expected = { "app/a/x/kept": 1, "app/a/x/removed": 1 };
	const present = (entries: readonly { key: string; value: unknown }[]) =>
		Object.fromEntries(entries.map(({ key, value }) => [key, value]));
	assert.deepEqual(present(store.all([""])), expected);
	assert.equal(Buffer.from((await blobs.get("app/a/body/kept")) ?? []).toString(), "before");
	assert.equal(await blobs.get("app/a/body/new"), undefined);
	// Who has read the 2 cannot build on it.
	assert.notEqual((await store.get("app/a/x/kept"))?.version, 2);
	await assert.rejects(store.commit([{ key: "app/a/x/late", value: 1 }]), StorageError);

	state.error = undefined;
	assert.equal(await store.commit([{ key: "app/a/x/late", value: 2 }]), true);
	await store.close();
	const again = await openFolder(folder);
	assert.deepEqual(present(again.store.all([""])), { ...expected, "app/a/x/late": 2 });
	assert.equal(Buffer.from((await again.blobs.get("app/a/body/kept")) ?? []).toString(), "before");
	assert.deepEqual(again.blobs.keys([""]), ["app/a/body/kept"]);
	await again.store.close();
});

for (const durability of ["process", "disk"] as const) {
	test(`durability ${durability}: a change is done when its batch is written, ${durability === "disk" ? "with" : "without"} fsync`, async (t) => {
		const { state, openTable } = brittleTable();
		const { store } = await openFolder(await temporaryFolder(t), { openTable, durability });
		let letGo = () => {};
		state.gate = new Promise((resolve) => {
			letGo = resolve;
		});
		let done = 0;
		const changes = Array.from({ length: 20 }, async (_, n) => {
			await store.commit([{ key: `app/a/x/${n}`, value: n }]);
			done++;
		});
		for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
		assert.equal(done, 0);
		letGo();
		await Promise.all(changes);
		// Changes of one turn are one batch.
		assert.deepEqual(state.syncs, [durability === "disk"]);
		await store.close();
	});
}
