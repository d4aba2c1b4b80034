// A folder that cannot be used is refused in words that tell what to do, and left byte for byte as it was.
import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { checkLogs } from "../../src/store/embedded/check-log.ts";
import { openLevelTable } from "../../src/store/embedded/level-table.ts";
import type { Table } from "../../src/store/embedded/table.ts";
import { forkEmulator } from "../emulator/killable-emulator.ts";
import { openFolder, temporaryFolder } from "./embedded-folder.ts";
import { folderBytes } from "./folder-bytes.ts";

/** A folder with records and bodies, some of them in a table and some in the log. */
async function filledFolder(t: TestContext): Promise<string> {
	const folder = await temporaryFolder(t);
	for (const part of ["table", "log"]) {
		const { store, blobs } = await openFolder(folder);
		await blobs.put(`app/a/body/${part}`, Buffer.alloc(10_000, part));
		for (let n = 0; n < 100; n++) {
			await store.commit([{ key: `app/a/x/${part}-${n}`, value: { n, text: `${n}`.repeat(100) } }]);
		}
		await store.close();
	}
	return folder;
}

async function refuses(folder: string, message: RegExp): Promise<void> {
	const before = await folderBytes(folder);
	await assert.rejects(openFolder(folder), { name: "DataFolderError", message });
	assert.deepEqual(await folderBytes(folder), before);
}

/** The largest file of a kind in the database. */
async function fileOf(folder: string, kind: RegExp): Promise<string> {
	const names = (await readdir(join(folder, "state"))).filter((name) => kind.test(name));
	const files = await Promise.all(
		names.map(async (name) => {
			const file = join(folder, "state", name);
			return { file, size: (await readFile(file)).length };
		}),
	);
	const [largest] = files.toSorted((a, b) => b.size - a.size);
	assert.ok(largest, `no file ${kind}`);
	return largest.file;
}

async function flipByte(file: string, at: number): Promise<void> {
	const bytes = await readFile(file);
	const place = Math.min(Math.floor(bytes.length * at), bytes.length - 1);
	bytes[place] = (bytes[place] ?? 0) ^ 0xff;
	await writeFile(file, bytes);
}

/** A LevelDB that the test can write to, too. */
function watchedTable() {
	const state: { table?: Table } = {};
	const openTable = async (folder: string, createIfMissing: boolean): Promise<Table> => {
		state.table = await openLevelTable(folder, createIfMissing);
		return state.table;
	};
	return { state, openTable };
}

const isDamaged = /is damaged \(.+\); it was left as it is: put a copy of it back, or start with another folder/;

for (const [what, kind] of [
	["table", /\.ldb$/],
	["log", /\.log$/],
] as const) {
	// The first bytes of a table are the body, which is read when it is wanted.
	for (const at of kind.test(".log") ? [0.1, 0.5, 0.9] : [0.5, 0.9]) {
		test(`a byte that has changed in a ${what}, at ${at} of it`, async (t) => {
			const folder = await filledFolder(t);
			await flipByte(await fileOf(folder, kind), at);
			await refuses(folder, isDamaged);
		});
	}
}

for (const [what, file] of [
	["CURRENT", /^CURRENT$/],
	["the manifest", /^MANIFEST-/],
	["a table", /\.ldb$/],
	["the log", /\.log$/],
] as const) {
	test(`without ${what}`, async (t) => {
		const folder = await filledFolder(t);
		await rm(await fileOf(folder, file));
		await refuses(folder, isDamaged);
	});
}

for (const [what, file] of [
	["CURRENT", /^CURRENT$/],
	["the manifest", /^MANIFEST-/],
	["a table", /\.ldb$/],
] as const) {
	test(`with half of ${what}`, async (t) => {
		const folder = await filledFolder(t);
		const half = await fileOf(folder, file);
		await truncate(half, Math.floor((await readFile(half)).length / 2));
		await refuses(folder, isDamaged);
	});
}

for (const [what, file] of [
	["CURRENT", /^CURRENT$/],
	["the manifest", /^MANIFEST-/],
	["a table", /\.ldb$/],
	["the log", /\.log$/],
] as const) {
	test(`with garbage instead of ${what}`, async (t) => {
		const folder = await filledFolder(t);
		const garbage = await fileOf(folder, file);
		const { length } = await readFile(garbage);
		await writeFile(garbage, Buffer.alloc(length, "garbage"));
		await refuses(folder, isDamaged);
	});
	test(`with ${what} empty`, async (t) => {
		const folder = await filledFolder(t);
		await writeFile(await fileOf(folder, file), "");
		await refuses(folder, isDamaged);
	});
}

for (const wasKilled of [false, true]) {
	test(`without its database, after it was ${wasKilled ? "killed" : "closed"}`, async (t) => {
		const folder = await filledFolder(t);
		if (wasKilled) await asKilled(folder);
		await rm(join(folder, "state"), { recursive: true });
		await refuses(folder, isDamaged);
	});
}

test("a folder whose emulator was killed before it had a database is begun", async (t) => {
	const folder = await temporaryFolder(t);
	await writeFile(join(folder, "kii-emulator.json"), '{"format":1,"madeBy":"0.1.0"}');
	const { store } = await openFolder(folder);
	await store.close();
});

/** As if the emulator had been killed, not closed. */
async function asKilled(folder: string): Promise<void> {
	await rm(join(folder, "closed.json"));
}

test("a log that ends in half a batch is as a kill leaves it: the batches before are there", async (t) => {
	const folder = await temporaryFolder(t);
	const { store } = await openFolder(folder);
	for (let n = 0; n < 400; n++) await store.commit([{ key: `app/a/x/${n}`, value: `${n}`.repeat(60) }]);
	await store.close();
	const log = await fileOf(folder, /\.log$/);
	await truncate(log, (await readFile(log)).length - 20);
	// No kill was before a close.
	await refuses(folder, isDamaged);
	await asKilled(folder);
	const again = await openFolder(folder);
	assert.equal(again.store.all([""]).length, 399);
	await again.store.close();
});

test("of an emulator that was killed: without the log, with garbage instead of it, with another last byte", async (t) => {
	for (const spoil of [
		(log: string) => rm(log),
		async (log: string) => writeFile(log, Buffer.alloc((await readFile(log)).length, "garbage")),
		(log: string) => flipByte(log, 1),
	]) {
		const folder = await filledFolder(t);
		await asKilled(folder);
		await spoil(await fileOf(folder, /\.log$/));
		await refuses(folder, isDamaged);
	}
});

test("the mark of a folder that was closed is gone while an emulator is at work on it", async (t) => {
	const folder = await filledFolder(t);
	const { store } = await openFolder(folder);
	assert.ok(!(await readdir(folder)).includes("closed.json"));
	await store.close();
	const mark = join(folder, "closed.json");
	assert.deepEqual(Object.keys(JSON.parse(await readFile(mark, "utf8"))), ["count", "sum"]);
	await writeFile(mark, "{}");
	await refuses(folder, isDamaged);
});

test("every place of a log that changes is noticed", async (t) => {
	const folder = await temporaryFolder(t);
	const { store } = await openFolder(folder);
	for (let n = 0; n < 400; n++) await store.commit([{ key: `app/a/x/${n}`, value: `${n}`.repeat(60) }]);
	await store.close();
	const state = join(folder, "state");
	const log = await fileOf(folder, /\.log$/);
	const good = await readFile(log);
	await checkLogs(state);
	for (let at = 0; at < good.length; at += 997) {
		const bytes = Buffer.from(good);
		bytes[at] = (bytes[at] ?? 0) ^ 0xff;
		await writeFile(log, bytes);
		await assert.rejects(checkLogs(state), { fault: "damaged" }, `byte ${at}`);
	}
});

test("what an emulator that was killed at its start has put aside is removed by a start that succeeds, and by no other", async (t) => {
	const folder = await filledFolder(t);
	const aside = ["state.kept-a1b2c3", "room-17.tmp"];
	await mkdir(join(folder, "state.kept-a1b2c3"));
	await writeFile(join(folder, "state.kept-a1b2c3", "000001.ldb"), "kept");
	await writeFile(join(folder, "room-17.tmp"), "room");
	const format = await readFile(join(folder, "kii-emulator.json"));
	await writeFile(join(folder, "kii-emulator.json"), '{"format":2,"madeBy":"9.1.0"}');
	await refuses(folder, /made by kii-emulator 9\.1\.0/);
	await writeFile(join(folder, "kii-emulator.json"), format);
	const { store } = await openFolder(folder);
	await store.close();
	const left = await readdir(folder);
	assert.deepEqual(
		aside.filter((name) => left.includes(name)),
		[],
	);
});

test("a body that has changed is refused when it is read", async (t) => {
	const folder = await temporaryFolder(t);
	const { state, openTable } = watchedTable();
	const { store, blobs } = await openFolder(folder, { openTable });
	await blobs.put("app/a/body/1", Buffer.from("as it was"));
	await state.table?.write([{ key: "b:app/a/body/1", value: Buffer.from("as it wos") }], false);
	await assert.rejects(blobs.get("app/a/body/1"), {
		name: "StorageError",
		message: /the body app\/a\/body\/1 is not what was written/,
	});
	await store.close();
});

test("the file that says the format is missing or cannot be read", async (t) => {
	const folder = await filledFolder(t);
	const file = join(folder, "kii-emulator.json");
	await writeFile(file, '{"form');
	await refuses(folder, isDamaged);
	await rm(file);
	await refuses(folder, isDamaged);
});

test("a folder of a newer version", async (t) => {
	const folder = await filledFolder(t);
	await writeFile(join(folder, "kii-emulator.json"), '{"format":2,"madeBy":"9.1.0"}');
	await refuses(folder, /made by kii-emulator 9\.1\.0, whose format 2 this version does not know .* left as it is/);
});

test("a folder that may not be written to", {
	skip: process.platform === "win32" ? "Windows has no such folders" : false,
}, async (t) => {
	const folder = await filledFolder(t);
	const state = join(folder, "state");
	const allow = (mode: number) => Promise.all([chmod(folder, mode), chmod(state, mode)]);
	await allow(0o555);
	// Root may write everywhere: it is nobody for so long.
	const isRoot = process.getuid?.() === 0;
	if (isRoot) process.seteuid?.(65534);
	try {
		await refuses(folder, /cannot write to .*; choose a folder that this user may write to/);
	} finally {
		if (isRoot) process.seteuid?.(0);
		await allow(0o755);
	}
});

test("a copy without the lock, which nobody copies, has none afterwards either", async (t) => {
	const folder = await filledFolder(t);
	await rm(join(folder, "state", "LOCK"));
	await flipByte(await fileOf(folder, /\.ldb$/), 0.9);
	await refuses(folder, isDamaged);
});

test("a file in the place of the folder", async (t) => {
	const file = join(await temporaryFolder(t), "file");
	await writeFile(file, "mine");
	await assert.rejects(openFolder(file), { name: "DataFolderError" });
	assert.equal(await readFile(file, "utf8"), "mine");
});

test("a folder that another process has; it is free when that process is killed", async (t) => {
	const folder = await temporaryFolder(t);
	const other = forkEmulator(t);
	await other.start(folder);
	await refuses(folder, /is in use by another emulator: stop that one, or choose another folder/);
	other.kill();
	await other.gone;
	const { store, resumed } = await openFolder(folder);
	assert.equal(resumed, true);
	await store.close();
});
