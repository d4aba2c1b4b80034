import type { NearMiss } from "./journal.ts";
import type { KeptRecord } from "./kept-record.ts";
import type { Difference } from "./match.ts";
import { readRecord } from "./read-record.ts";
import type { Selection } from "./selection.ts";

const mostShown = 5;
const longestText = 1000;

/** Collects, one record after the other, those that differ least from what is looked for; of equal ones the latest. */
export class NearMisses {
	readonly #selection: Selection;
	readonly #near: readonly Selection[];
	/** Which of `#near` the closest meet; those that only meet a later one are none any more. */
	#rank: number;
	#closest: NearMiss[] = [];
	#looked = 0;

	/** @param near which records come into question, the best first; none: all */
	constructor(selection: Selection, near: readonly Selection[] = []) {
		this.#selection = selection;
		this.#near = near;
		this.#rank = near.length;
	}

	add(record: KeptRecord): void {
		this.#looked++;
		const rank = this.#near.findIndex((each) => each.take(record) !== undefined);
		if (this.#near.length > 0 && (rank < 0 || rank > this.#rank)) return;
		const entry = readRecord(record);
		const differences = this.#selection.differences(entry);
		if (differences.length === 0) return;
		if (rank >= 0 && rank < this.#rank) {
			this.#rank = rank;
			this.#closest = [];
		}
		const at = this.#closest.findIndex((each) => differences.length <= each.differences.length);
		this.#closest.splice(at < 0 ? this.#closest.length : at, 0, { entry, differences: differences.map(shortened) });
		this.#closest.length = Math.min(this.#closest.length, mostShown);
	}

	/** Whether there was nothing to look at. */
	get isEmpty(): boolean {
		return this.#looked === 0;
	}

	get closest(): readonly NearMiss[] {
		return this.#closest;
	}
}

function shortened(difference: Difference): Difference {
	const { actual } = difference;
	if (typeof actual !== "string" || actual.length <= longestText) return difference;
	return { ...difference, actual: `${actual.slice(0, longestText)}…` };
}
