import { readFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { followNpm } from "./follow-npm.ts";
import { main } from "./main.ts";
import type { Program } from "./program.ts";

/**
 * Runs the command that the arguments of this process name, until its end.
 * @param onStarted an emulator has started
 */
export async function runCommandLine(onStarted: () => void): Promise<void> {
	// Who read our output has left: no reason to stop.
	for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
	followNpm(process.env);
	process.exitCode = await main(programOf(onStarted));
	// Everything is closed, so the process ends by itself. If something was left open after all, it ends soon.
	setTimeout(() => process.exit(), 500).unref();
}

function programOf(onStarted: () => void): Program {
	return {
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
			// Loaded when needed: the other commands must be quick.
			const { createEmulator } = await import("../emulator.ts");
			// The ports file is written by the command itself.
			const { portsFile, ...options } = settings;
			const emulator = await createEmulator(options);
			onStarted();
			return emulator;
		},
		async conform(options) {
			const { runConformance } = await import("../conform.ts");
			return runConformance(options);
		},
		exit: (code) => process.exit(code),
	};
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
