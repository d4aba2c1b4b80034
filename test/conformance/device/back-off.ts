/** Milliseconds before the first try again, and at the most. */
const first = 1000;
const longest = 60_000;

/** How long to wait before the next try: doubled each time, half of it by chance. */
export interface BackOff {
	next(): number;
	reset(): void;
}

export function createBackOff(random: () => number): BackOff {
	let failures = 0;
	return {
		next() {
			const full = Math.min(longest, first * 2 ** failures);
			failures++;
			return Math.round(full / 2 + random() * full);
		},
		reset() {
			failures = 0;
		},
	};
}
