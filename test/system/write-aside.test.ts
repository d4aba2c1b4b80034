import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { putAsideFor, writeAside } from "../../src/system/write-aside.ts";

function folderOf(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
	t.after(() => rmSync(folder, { recursive: true }));
	return folder;
}

test("a file is written whole, with its permissions, and nothing else is left", async (t) => {
	const folder = folderOf(t);
	const file = join(folder, "a.json");
	assert.equal(await writeAside(file, "ü", { mode: 0o600, onDisk: false }), 2);
	async function* parts() {
		yield "one";
		assert.equal(readFileSync(file, "utf8"), "ü", "until it is whole, it is as it was");
		const [aside = ""] = readdirSync(folder).filter((name) => name !== "a.json");
		assert.equal(putAsideFor(aside), "a.json");
		yield "two";
	}
	assert.equal(await writeAside(file, parts(), { mode: 0o600 }), 6);
	assert.equal(readFileSync(file, "utf8"), "onetwo");
	if (process.platform !== "win32") assert.equal(statSync(file).mode & 0o777, 0o600);
	assert.deepEqual(readdirSync(folder), ["a.json"]);
});

test("what fails leaves the file as it was", async (t) => {
	const folder = folderOf(t);
	const file = join(folder, "a.json");
	await writeAside(file, "before");
	async function* parts() {
		yield "half";
		throw new Error("no more");
	}
	await assert.rejects(writeAside(file, parts()), /no more/);
	await assert.rejects(writeAside(join(folder, "none", "a.json"), ""), { code: "ENOENT" });
	assert.deepEqual([readFileSync(file, "utf8"), readdirSync(folder)], ["before", ["a.json"]]);
});

test("two at once do not disturb each other", async (t) => {
	const folder = folderOf(t);
	const file = join(folder, "a.json");
	const texts = ["a", "b", "c"].map((letter) => letter.repeat(100_000));
	await Promise.all(texts.map((text) => writeAside(file, text)));
	assert.ok(texts.includes(readFileSync(file, "utf8")));
	assert.deepEqual(readdirSync(folder), ["a.json"]);
});

test("what killed processes have left of the file is removed; what another may be at work on, and other files, are not", async (t) => {
	const folder = folderOf(t);
	const old = new Date(Date.now() - 3_600_000);
	const kept = ["a.json.0123456789ac.new", "a.json.new", "a.json.mine.new", "b.json.0123456789ab.new"];
	for (const name of ["a.json.0123456789ab.new", ...kept]) {
		writeFileSync(join(folder, name), "half");
		if (name !== kept[0]) utimesSync(join(folder, name), old, old);
	}
	await writeAside(join(folder, "a.json"), "whole");
	assert.deepEqual(readdirSync(folder).sort(), ["a.json", ...kept].sort());
});
