#!/usr/bin/env node
import { fileURLToPath } from "node:url";
import { loadKept } from "./cli/kept-program.ts";

type CommandLine = typeof import("./cli/command-line.ts");

/** In the bundle: the name of the file with all that a start needs. */
declare const startProgram: string;

// The other commands must be quick: they load little of what a start does.
const [command = "start"] = process.argv.slice(2);
const isStart = command === "start" || command.startsWith("-");
if (isStart && typeof startProgram === "string") {
	const { exports, keep } = loadKept<CommandLine>(fileURLToPath(new URL(startProgram, import.meta.url)));
	let hasStarted = false;
	await exports.runCommandLine(() => {
		hasStarted = true;
		// A while after the start, so that nobody who waits for it waits for this; or at the end of a short run.
		setTimeout(keep, 1000).unref();
	});
	if (hasStarted) keep();
} else {
	const { runCommandLine } = await import("./cli/command-line.ts");
	await runCommandLine(() => {});
}
