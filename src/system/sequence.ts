/** Where the order of records goes on that another process began. */
export interface Counter {
	/** The highest number that was given out. */
	value: number;
	/** Every number from now on is above it. */
	floor: number;
	/** The highest generation of identifiers from a seed that was begun. */
	generation: number;
}

/** Counts up by one a call, for each app by itself. */
export interface Sequence {
	(appID: string): number;
	/** Begins again, for an app or for all. */
	reset(appID?: string): void;
	/** Goes on behind what another one has counted. */
	follow(other: Sequence): void;
	/** The last count of each app. */
	readonly counts: ReadonlyMap<string, number>;
}

export function createSequence(counter: Counter = { value: 0, floor: 0, generation: 0 }): Sequence {
	const counts = new Map<string, number>();
	const next = (appID: string): number => {
		const count = Math.max(counts.get(appID) ?? 0, counter.floor) + 1;
		counts.set(appID, count);
		if (count > counter.value) counter.value = count;
		return count;
	};
	const reset = (appID?: string): void => {
		if (appID === undefined) counts.clear();
		else counts.delete(appID);
	};
	const follow = (other: Sequence): void => {
		for (const [appID, count] of other.counts) {
			counts.set(appID, Math.max(count, counts.get(appID) ?? 0));
			counter.value = Math.max(count, counter.value);
		}
	};
	return Object.assign(next, { reset, follow, counts });
}
