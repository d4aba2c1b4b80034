import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createEmulator } from "../../src/index.ts";

test("a file of export-on-exit that cannot be written is refused at the start, and no folder is made", async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
	t.after(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, "file"), "");
	const wrong: [string, RegExp][] = [
		[join(folder, "none", "state.json"), /there is no folder .*none; make it first$/],
		[join(folder, "file", "state.json"), /file is not a folder$/],
		[folder, /it is a folder$/],
	];
	const dataDir = join(folder, "data");
	for (const [exportOnExit, message] of wrong) {
		await assert.rejects(createEmulator({ exportOnExit, dataDir }), { name: "SettingError", message, exitCode: 1 });
	}
	assert.deepEqual(readdirSync(folder), ["file"]);
});
