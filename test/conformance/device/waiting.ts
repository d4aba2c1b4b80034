import type { Clock } from "../../../src/core/ports.ts";

/** Lets the device's time pass. */
export function sleep(clock: Clock, milliseconds: number): Promise<void> {
	return new Promise((resolve) => void clock.setTimeout(resolve, milliseconds));
}

/** Undefined when `work` has not come to an end within `milliseconds`. */
export async function within<T>(clock: Clock, milliseconds: number, work: Promise<T>): Promise<T | undefined> {
	let timer: ReturnType<Clock["setTimeout"]> | undefined;
	const late = new Promise<undefined>((resolve) => {
		timer = clock.setTimeout(() => resolve(undefined), milliseconds);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		timer?.cancel();
	}
}
