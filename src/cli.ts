#!/usr/bin/env node
import { readFileSync } from "node:fs";
import nodeModule from "node:module";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { followNpm } from "./cli/follow-npm.ts";
import { main } from "./cli/main.ts";
import type { Program } from "./cli/program.ts";

const program: Program = {
	args: process.argv.slice(2),
	env: process.env,
	stdout: process.stdout,
	stderr: process.stderr,
	process,
	clock: {
		now: () => Date.now(),
		setTimeout(callback, delay) {
			const timeout = setTimeout(callback, delay);
			return { cancel: () => clearTimeout(timeout) };
		},
	},
	locators: {
		// A folder of the user's own, because the temp folder is everybody's.
		folder: join(tmpdir(), `kii-emulator-${process.getuid?.() ?? userInfo().username}`),
		pid: process.pid,
		isAlive,
	},
	readFile: (file) => readFileSync(file, "utf8"),
	async start(settings) {
		keepCompiled();
		// Loaded when needed: the other commands must be quick.
		const { createEmulator } = await import("./emulator.ts");
		// The ports file is written by the command itself.
		const { portsFile, ...options } = settings;
		return createEmulator(options);
	},
	async conform(options) {
		keepCompiled();
		const { runConformance } = await import("./conform.ts");
		return runConformance(options);
	},
	exit: (code) => process.exit(code),
};

/** From Node 22 on, what is loaded next need not be compiled again at the next start. */
function keepCompiled(): void {
	(nodeModule as { enableCompileCache?(): unknown }).enableCompileCache?.();
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// Another user's process: there, but not ours to signal.
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}

// Who read our output has left: no reason to stop.
for (const output of [process.stdout, process.stderr]) output.on("error", () => {});

followNpm(process.env);
process.exitCode = await main(program);
// Everything is closed, so the process ends by itself. If something was left open after all, it ends soon.
setTimeout(() => process.exit(), 500).unref();
