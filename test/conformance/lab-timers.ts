import type { Clock, Timer } from "../../src/core/ports.ts";

/** What `setTimeout` gives: enough of Node's `Timeout` for who only calls it off. */
class LabTimeout {
	readonly timer: Timer;

	constructor(timer: Timer) {
		this.timer = timer;
	}

	ref(): this {
		return this;
	}

	unref(): this {
		return this;
	}
}

/**
 * Has the timers of this process go by a clock: those of libraries too, such as that of a WebSocket which waits for a close frame, would
 * otherwise run out on a machine that is busy. Those of Node itself go on in real time.
 * @returns what takes it back
 */
export function useLabTimers(clock: Clock): () => void {
	const { setTimeout: realTimeout, clearTimeout: clearReal } = globalThis;
	const setLab = (callback: (...args: unknown[]) => unknown, delay = 1, ...args: unknown[]) =>
		new LabTimeout(clock.setTimeout(() => callback(...args), delay));
	const clearLab = (timeout: unknown) =>
		timeout instanceof LabTimeout ? void timeout.timer.cancel() : clearReal(timeout as NodeJS.Timeout);
	Object.assign(globalThis, { setTimeout: setLab, clearTimeout: clearLab });
	return () => void Object.assign(globalThis, { setTimeout: realTimeout, clearTimeout: clearReal });
}
