import type { ChildProcess } from "node:child_process";
import { realpathSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * A process with nothing in it: no environment, no standard streams, no files but its own program, no child processes, no
 * code from strings in any realm, built-in objects that cannot be changed, and a heap of `maxMemory` MiB. Running out
 * of that ends it, and it alone: in a worker thread a single large allocation would end the emulator with it.
 */
export function startSandbox(maxMemory: number): ChildProcess {
	// Both asked for when they are needed: most emulators run no server code, and all of them start.
	const { spawn } = process.getBuiltinModule("node:child_process");
	const isStable = process.allowedNodeEnvironmentFlags.has("--permission");
	const program = file("sandbox");
	const flags = [
		`--max-old-space-size=${maxMemory}`,
		"--max-semi-space-size=8",
		"--disallow-code-generation-from-strings",
		"--frozen-intrinsics",
		"--no-addons",
		"--no-warnings",
		isStable ? "--permission" : "--experimental-permission",
		`--allow-fs-read=${program}`,
		`--allow-fs-read=${file("prepare-realm")}`,
	];
	return spawn(process.execPath, [...flags, program], {
		env: {},
		stdio: ["ignore", "ignore", "ignore", "ipc"],
		windowsHide: true,
	});
}

/** A file beside this one, compiled as this one is. */
function file(name: string): string {
	return realpathSync(fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url)));
}
