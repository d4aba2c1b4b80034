import type { NearMiss } from "./journal.ts";

/** The time of a wait has run out. */
export class WaitTimedOut extends Error {
	override readonly name = "WaitTimedOut";
	/** Entries that matched, fewer than were waited for. */
	readonly found: number;
	/** The entries that came closest, the closest first. */
	readonly nearMisses: readonly NearMiss[];

	/** @param nothing what to say where there is no near miss */
	constructor(found: number, count: number, timeoutMs: number, nearMisses: readonly NearMiss[], nothing: string) {
		super(`${found} of ${count} matching entries within ${timeoutMs} ms; ${closest(nearMisses[0]) ?? nothing}`);
		this.found = found;
		this.nearMisses = nearMisses;
	}
}

/** The emulator closes: nothing will match any more. */
export class WaitEnded extends Error {
	override readonly name = "WaitEnded";

	constructor() {
		super("the emulator is closing");
	}
}

/** There is nothing to wait for: the setting `journal` is off. */
export class JournalOff extends Error {
	override readonly name = "JournalOff";

	constructor() {
		super("the journal is off: start the emulator with the setting journal on");
	}
}

function closest(nearMiss: NearMiss | undefined): string | undefined {
	if (nearMiss === undefined) return undefined;
	const { entry, differences } = nearMiss;
	const texts = differences.slice(0, 3).map(({ field, expected, actual }) => {
		return `${field} is ${actual === undefined ? "not there" : JSON.stringify(actual)}, not ${JSON.stringify(expected)}`;
	});
	const cut = "truncated" in entry ? ", truncated: what was cut cannot match" : "";
	return `the closest, entry ${entry.seq} (${entry.kind}${cut}): ${texts.join("; ")}`;
}
