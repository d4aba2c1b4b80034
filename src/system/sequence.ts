/** Counts up by one a call, for each app by itself. */
export function createSequence(): (appID: string) => number {
	const counts = new Map<string, number>();
	return (appID) => {
		const next = (counts.get(appID) ?? 0) + 1;
		counts.set(appID, next);
		return next;
	};
}
