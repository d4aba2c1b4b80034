import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createDeviceProgram } from "../../src/emulator/device-program.ts";

/** More than the listeners of which Node warns. */
const many = 12;

test("many programs listen for the end of this process once, and no longer than they run", async () => {
	const before = process.listenerCount("exit");
	const programs = Array.from({ length: many }, () => createDeviceProgram({ command: "sleep 60", env: {} }));
	for (const program of programs) program.ensure();
	assert.equal(process.listenerCount("exit"), before + 1);
	await programs[0]?.restart();
	assert.equal(process.listenerCount("exit"), before + 1);
	await Promise.all(programs.map((program) => program.stop()));
	assert.equal(process.listenerCount("exit"), before);
});

test("what a program has started ends with this process", { skip: process.platform === "win32" }, async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const note = join(folder, "child");
	const module = new URL("../../src/emulator/device-program.js", import.meta.url).href;
	const { status, stderr } = spawnSync(
		process.execPath,
		[
			"--input-type=module",
			"-e",
			`import { createDeviceProgram } from ${JSON.stringify(module)};
			const program = createDeviceProgram({ command: 'sleep 60 & echo $! > "$NOTE"; exit 3', env: { NOTE: ${JSON.stringify(note)} } });
			program.ensure();
			await program.failed;
			process.exit(9);`,
		],
		{ encoding: "utf8" },
	);
	assert.equal(status, 9, stderr);
	const pid = Number(readFileSync(note, "utf8"));
	while (isAlive(pid)) await nextTurn();
});

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch {
		return false;
	}
	// Killed, but its parent has not looked yet.
	const stat = `/proc/${pid}/stat`;
	return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, "utf8"));
}
