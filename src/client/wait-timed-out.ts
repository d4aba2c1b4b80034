import type { Entry } from "../journal/entry.ts";
import type { NearMiss } from "../journal/journal.ts";
import type { Match } from "../journal/match.ts";
import { describeEntry } from "./describe-entry.ts";

/** What a wait was for. */
export interface Waited {
	readonly match: Match;
	readonly count?: number;
	readonly timeoutMs?: number;
	/** In words, where it is more than a match: `a command for th.…`. */
	readonly wanted?: string;
	/** Matching entries that an earlier wait has given already. */
	readonly given?: readonly Entry[];
}

/** The answer of `POST /_emulator/journal/wait` when time is up. */
export interface Describing {
	/** Matching entries. */
	readonly found: number;
	readonly nearMisses: readonly NearMiss[];
}

/** Not enough entries matched in time. The message shows the nearest ones and the fields that differ. */
export class WaitTimedOut extends Error {
	override readonly name = "WaitTimedOut";
	readonly found: number;
	/** The nearest first. */
	readonly nearMisses: readonly NearMiss[];

	constructor(waited: Waited, { found, nearMisses }: Describing) {
		super(textOf(waited, found, nearMisses));
		this.found = found;
		this.nearMisses = nearMisses;
	}
}

function textOf(
	{ match, count = 1, timeoutMs = 5000, wanted, given = [] }: Waited,
	found: number,
	near: readonly NearMiss[],
): string {
	const lines = [
		`${count === 1 ? "Nothing" : `Only ${found} of ${count} entries`} matched within ${timeoutMs} ms${wanted === undefined ? "" : `: ${found === 0 ? "no " : ""}${wanted}`}`,
		`  wanted: ${JSON.stringify(match)}`,
		...given.map((entry) => `  given to an earlier wait: ${describeEntry(entry)}`),
	];
	if (near.length === 0 && given.length === 0)
		lines.push(`  The journal has nothing ${found === 0 ? "" : "else "}like it.`);
	for (const { entry, differences } of near) {
		lines.push(`  near miss: ${describeEntry(entry)}`);
		if ("truncated" in entry) {
			lines.push("    truncated: what was cut cannot match; the setting journal-payload says how much is kept");
		}
		for (const difference of differences) {
			const { field, expected } = difference;
			const actual = "actual" in difference ? `was ${JSON.stringify(difference.actual)}` : "is not there";
			lines.push(`    ${field}: expected ${JSON.stringify(expected)}, ${actual}`);
		}
	}
	return lines.join("\n");
}
