// State that the command cannot use: one line that says what to do, exit code 1, and everything as it was.
import assert from "node:assert/strict";
import { chmod, cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { createEmulator } from "../../src/index.ts";
import { freePorts, runCommand } from "../helpers/command.ts";
import { newOwner } from "../helpers/owner.ts";
import { temporaryFolder } from "../store/embedded-folder.ts";
import { folderBytes } from "../store/folder-bytes.ts";
import { run } from "./run.ts";

/** A folder with tables and a log, and a snapshot of it, made once. */
const made = await mkdtemp(join(tmpdir(), "kii-emulator-refused-"));
after(() => rm(made, { recursive: true }));
for (const name of ["ann", "bob"]) {
	const dataDir = join(made, "data");
	await using emulator = await createEmulator({ dataDir, exportOnExit: join(made, "snapshot.json") });
	await newOwner(emulator, name);
}

/** A copy of it. */
async function usedFolder(t: TestContext): Promise<{ readonly data: string; readonly snapshot: string }> {
	const folder = await temporaryFolder(t);
	await cp(made, folder, { recursive: true });
	return { data: join(folder, "data"), snapshot: join(folder, "snapshot.json") };
}

async function fileOf(folder: string, kind: RegExp): Promise<string> {
	const name = (await readdir(join(folder, "state"))).find((each) => kind.test(each));
	assert.ok(name, `no file ${kind}`);
	return join(folder, "state", name);
}

/** @returns the line that says why */
async function refusal(args: readonly string[]): Promise<string> {
	const { code, stderr } = run([...args, ...freePorts, "--log-level=silent"], { start: createEmulator });
	return refusedBy(await code, stderr.join(""));
}

/** The same of a process of its own. @param through a program, with its arguments, that runs the command */
async function refusalOfProcess(t: TestContext, args: readonly string[], through?: readonly string[]): Promise<string> {
	const { code, stderr } = await runCommand(t, [...args, "--log-level=silent"], through).ended();
	return refusedBy(code, stderr);
}

function refusedBy(code: number | null, stderr: string): string {
	assert.equal(code, 1, stderr);
	assert.match(stderr, /^[^\n]+\n$/);
	return stderr;
}

test("a folder that is damaged or of a newer version is left byte for byte as it was", async (t) => {
	const damaged = /^kii-emulator: data-dir: .* is damaged \(.+\); it was left as it is: put a copy of it back/;
	const tlsDamaged =
		/^kii-emulator: data-dir: .*tls.ca(?:-key)?\.pem is (?:damaged|not the key of .*): restore it, or delete its folder/;
	const newer = '{"format":2,"madeBy":"9.1.0"}';
	const cases: readonly [string, (folder: string) => Promise<unknown>, RegExp][] = [
		["half a table", async (folder) => truncate(await fileOf(folder, /\.ldb$/), 100), damaged],
		["garbage as manifest", async (folder) => writeFile(await fileOf(folder, /^MANIFEST/), "garbage"), damaged],
		["no log", async (folder) => rm(await fileOf(folder, /\.log$/)), damaged],
		["garbage as CA", (folder) => writeFile(join(folder, "tls", "ca.pem"), "garbage"), tlsDamaged],
		["garbage as the key of the CA", (folder) => writeFile(join(folder, "tls", "ca-key.pem"), "garbage"), tlsDamaged],
		[
			"no key for the server certificate that is needed",
			(folder) => Promise.all(["ca-key.pem", "server.pem"].map((name) => rm(join(folder, "tls", name)))),
			/^kii-emulator: data-dir: ca-key\.pem is missing in .*: restore it, or delete the folder/,
		],
		[
			// Which may keep its certificates otherwise, too.
			"a newer version",
			(folder) =>
				Promise.all([
					writeFile(join(folder, "kii-emulator.json"), newer),
					writeFile(join(folder, "tls", "ca.pem"), "another format"),
				]),
			/^kii-emulator: data-dir: .* was made by kii-emulator 9\.1\.0, whose format 2 this version does not know .*; it was left as it is/,
		],
	];
	for (const [index, [name, spoil, message]] of cases.entries()) {
		const { data: folder } = await usedFolder(t);
		await spoil(folder);
		const before = await folderBytes(folder);
		assert.ok(join("state", "LOG") in before, "the database's log for people, too");
		const args = ["--data-dir", folder];
		// Of a process of its own once: that is the slow one.
		assert.match(await (index === 0 ? refusalOfProcess(t, args) : refusal(args)), message, name);
		assert.deepEqual(await folderBytes(folder), before, name);
	}
});

test("a folder that may not be written to", {
	skip: process.platform === "win32" ? "Windows has no such folders" : false,
}, async (t) => {
	const { data } = await usedFolder(t);
	const folders = [data, join(data, "state")];
	const before = await folderBytes(data);
	for (const each of folders) await chmod(each, 0o500);
	// Root may write everywhere, unless it gives up that privilege.
	const isRoot = process.getuid?.() === 0;
	const through = isRoot ? ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] : [];
	const line = await refusalOfProcess(t, ["--data-dir", data], through).finally(() =>
		Promise.all(folders.map((each) => chmod(each, 0o700))),
	);
	assert.match(line, /^kii-emulator: data-dir: cannot write to .*; choose a folder that this user may write to/);
	assert.deepEqual(await folderBytes(data), before);
});

test("a snapshot that is damaged or of a newer version, into a folder that has state: it stays as it was", async (t) => {
	const { data, snapshot } = await usedFolder(t);
	const good = await readFile(snapshot, "utf8");
	for (const [text, message] of [
		[good.slice(0, good.length / 2), /^kii-emulator: import: cannot import .*JSON/],
		[good.replace('"format":1', '"format":2'), /^kii-emulator: import: cannot import .*format is 2, of kii-emulator /],
		[
			good.replace(/"appKey":"[^"]*"/, '"appKey":1'),
			/^kii-emulator: import: cannot import .*records\[\d+\]\.value is no app/,
		],
	] as const) {
		assert.notEqual(text, good);
		await writeFile(snapshot, text);
		assert.match(await refusal(["--data-dir", data, "--import", snapshot, "--export-on-exit", snapshot]), message);
		// Nor is it written over by what was there instead.
		assert.equal(await readFile(snapshot, "utf8"), text);
	}
	await using emulator = await createEmulator({ dataDir: data });
	const { records } = await emulator.snapshot.export();
	for (const name of ["ann", "bob"]) assert.ok(records.some(({ key }) => key.endsWith(`/user-loginName/${name}`)));
});
