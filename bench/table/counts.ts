const isSmall = process.env.BENCH_SMALL !== undefined && process.env.BENCH_SMALL !== "";

/** How many of something: with BENCH_SMALL in the environment few, to see on a busy machine that a question can be answered. */
export function count(full: number, small: number): number {
	return isSmall ? small : full;
}
