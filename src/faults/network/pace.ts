import { delayOf } from "../delay-of.ts";
import type { NetworkRule } from "../fault-rule.ts";

/** How fast a rule lets bytes go on. Times are milliseconds. */
export interface Pace {
	/** What each chunk that comes takes at the least. */
	delay(): number;
	/** Bytes that go on at once, at the most. */
	readonly piece: number;
	/** When a piece goes on that could at `earliest`, after one that did at `last`; Infinity is never. */
	leaves(earliest: number, last: number, bytes: number): number;
	/** The most that a piece waits behind the one before: a clock may be set back. */
	longest(bytes: number): number;
}

/** Times a second that a limited bandwidth lets something through. */
const ticks = 10;

/** @param random from 0 to below 1 */
export function paceOf(rule: NetworkRule, random: () => number): Pace {
	const { delayMs = 0, jitterMs = 0, bytesPerSecond = 1, bytes = 1 } = rule;
	switch (rule.action) {
		case "latency":
			return {
				delay: () => delayOf(rule, random),
				piece: Number.POSITIVE_INFINITY,
				leaves: Math.max,
				longest: () => delayMs + jitterMs,
			};
		case "bandwidth": {
			const takes = (bytes: number) => (bytes * 1000) / bytesPerSecond;
			return {
				delay: () => 0,
				piece: Math.ceil(bytesPerSecond / ticks),
				leaves: (earliest, last, bytes) => Math.max(earliest, last) + takes(bytes),
				longest: takes,
			};
		}
		case "slice":
			return {
				delay: () => 0,
				piece: bytes,
				leaves: (earliest, last) => Math.max(earliest, last + delayMs),
				longest: () => delayMs,
			};
		default: {
			const never = () => Number.POSITIVE_INFINITY;
			return { delay: () => 0, piece: Number.POSITIVE_INFINITY, leaves: never, longest: never };
		}
	}
}
