import type { Clock, Timer } from "../core/ports.ts";

/** A clock whose timers can all be called off at once: whoever waits for one then waits for ever. */
export interface StoppableClock extends Clock {
	stop(): void;
}

export function stoppableClock(clock: Clock): StoppableClock {
	const timers = new Set<Timer>();
	let isStopped = false;
	return {
		now: () => clock.now(),
		setTimeout(callback, delay) {
			if (isStopped) return { cancel() {} };
			const inner = clock.setTimeout(() => {
				timers.delete(timer);
				callback();
			}, delay);
			const timer: Timer = {
				cancel() {
					timers.delete(timer);
					inner.cancel();
				},
			};
			timers.add(timer);
			return timer;
		},
		stop() {
			isStopped = true;
			for (const timer of timers) timer.cancel();
		},
	};
}
