import type { SoakResult } from "./run-soak.ts";

/** Bytes that may be there at the end beyond what was there before: code that was compiled meanwhile, most of it. */
const slack = 24 * 1024 * 1024;

/** What is wrong after a soak; empty when nothing is. */
export function complaintsOf({ wrongStates, wrongResults, commands, before, after }: SoakResult): string[] {
	const complaints = [
		...wrongStates.map((state) => `an acknowledged write is missing: ${state}`),
		...wrongResults.map((result) => `an acknowledged result is missing: ${result}`),
		...commands.lost.map((commandID) => `nothing explains that command ${commandID} did not arrive`),
		...after.errors.map((error) => `logged as an error: ${error}`),
	];
	const grown = after.bytes - before.bytes;
	if (grown > slack) complaints.push(`${(grown / 1024 / 1024).toFixed(1)} MiB are left over`);
	for (const [name, count] of Object.entries(after.handles)) {
		const left = count - (before.handles[name] ?? 0);
		if (left > 0) complaints.push(`${left} ${name} are left over`);
	}
	return complaints;
}
