export function quantile(values: readonly number[], q: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}

/** The median of the ratios of rounds, whose sides met the same moods of the machine. */
export function ratioOf(ours: readonly number[], peers: readonly number[]): number {
	return median(ours.map((value, round) => value / (peers[round] ?? Number.NaN)));
}
