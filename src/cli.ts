#!/usr/bin/env node
import { fileURLToPath } from "node:url";
import { loadKept } from "./cli/kept-program.ts";
import { holdYoungGeneration, letYoungGenerationGrow, withUsualGrowth } from "./cli/young-generation.ts";

type CommandLine = typeof import("./cli/command-line.ts");

/** In the bundle: the name of the file with all that a start needs. */
declare const startProgram: string;
/** The modules of Node that it loads at once. */
declare const startModules: readonly string[];

// The other commands must be quick: they load little of what a start does.
const [command = "start"] = process.argv.slice(2);
const isStart = command === "start" || command.startsWith("-");
if (isStart && typeof startProgram === "string") {
	const { exports, keep } = loadKept<CommandLine>(fileURLToPath(new URL(startProgram, import.meta.url)), () => {
		// First, because V8 takes no compiled code that was made with other flags, neither that of Node's own modules.
		for (const name of startModules) process.getBuiltinModule(name);
		holdYoungGeneration();
	});
	const keepCode = () => withUsualGrowth(keep);
	let hasStarted = false;
	await exports.runCommandLine(() => {
		hasStarted = true;
		letYoungGenerationGrow();
		// A while after the start, so that nobody who waits for it waits for this; or at the end of a short run.
		setTimeout(keepCode, 1000).unref();
	});
	if (hasStarted) keepCode();
} else {
	const { runCommandLine } = await import("./cli/command-line.ts");
	await runCommandLine(() => {});
}
