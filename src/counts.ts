/** Names that are remembered while nothing is counted for them. */
const mostAtRest = 1000;

/**
 * Counters by name. A name at rest stays, unless there are many: to take it out and in again with all that begins and ends would
 * make a new table each time, which the garbage collector takes for as old as the first.
 */
export class Counts<Name> {
	readonly #counts = new Map<Name, number>();

	of(name: Name): number {
		return this.#counts.get(name) ?? 0;
	}

	/** @returns the count now */
	add(name: Name, difference: 1 | -1): number {
		const count = this.of(name) + difference;
		if (count === 0 && this.#counts.size > mostAtRest) this.#counts.delete(name);
		else this.#counts.set(name, count);
		return count;
	}
}
