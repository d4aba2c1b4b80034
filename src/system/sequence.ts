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

export function createSequence(): Sequence {
	const counts = new Map<string, number>();
	const next = (appID: string): number => {
		const count = (counts.get(appID) ?? 0) + 1;
		counts.set(appID, count);
		return count;
	};
	const reset = (appID?: string): void => {
		if (appID === undefined) counts.clear();
		else counts.delete(appID);
	};
	const follow = (other: Sequence): void => {
		for (const [appID, count] of other.counts) counts.set(appID, Math.max(count, counts.get(appID) ?? 0));
	};
	return Object.assign(next, { reset, follow, counts });
}
