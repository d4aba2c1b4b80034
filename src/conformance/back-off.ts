/** Growth of the pauses that is asked for, and how many at each end are looked at: jitter may hide it in any one. */
const growth = 1.5;
const looked = 2;

/** Whether the last pauses are longer than the first ones. */
export function grows(pauses: readonly number[]): boolean {
	const sum = (some: readonly number[]) => some.reduce((total, pause) => total + pause, 0);
	return pauses.length >= 2 * looked && sum(pauses.slice(-looked)) > growth * sum(pauses.slice(0, looked));
}
