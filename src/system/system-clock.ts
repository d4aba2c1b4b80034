import type { Clock } from "../core/ports.ts";

// Node fires a longer timeout after 1 ms (Node.js, "setTimeout"), so a longer wait is made of several.
const longestTimeout = 2 ** 31 - 1;

/** Real time: the process's own. A delay below 1 ms, or not a number, counts as 1 ms. */
export const systemClock: Clock = {
	now: () => Date.now(),
	setTimeout(callback, delay) {
		let remaining = delay;
		let timeout: NodeJS.Timeout;
		const wait = () => {
			const step = Math.min(remaining, longestTimeout);
			remaining -= step;
			timeout = setTimeout(remaining > 0 ? wait : callback, step);
			timeout.unref();
		};
		wait();
		return { cancel: () => clearTimeout(timeout) };
	},
};
