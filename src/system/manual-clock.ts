import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock, Timer } from "../core/ports.ts";

interface Pending {
	/** Unix milliseconds. */
	readonly due: number;
	/** Timers due at the same time run in the order in which they were set. */
	readonly order: number;
	readonly callback: () => unknown;
}

// A reply may cross several layers of callbacks and immediates before it sets the next timer.
const settlingTurns = 10;

/** Time that stands still until {@link ManualClock.advance} moves it. */
export class ManualClock implements Clock {
	#now: number;
	#order = 0;
	readonly #pending = new Set<Pending>();
	#advancing: Promise<void> = Promise.resolve();

	/** @param start Unix milliseconds, by default 2026-01-01T00:00:00Z */
	constructor(start = Date.UTC(2026, 0, 1)) {
		this.#now = start;
	}

	now(): number {
		return this.#now;
	}

	setTimeout(callback: () => unknown, delay: number): Timer {
		// As in Node: at least 1 ms, so that a timer that sets itself again cannot stop time.
		const due = this.#now + Math.max(delay || 1, 1);
		const timer: Pending = { due, order: this.#order++, callback };
		this.#pending.add(timer);
		return { cancel: () => this.#pending.delete(timer) };
	}

	/** How many timers are set and neither ran nor were cancelled. */
	get pendingTimers(): number {
		return this.#pending.size;
	}

	/** When the next timer is due, in Unix milliseconds; undefined when none is set. */
	get nextDue(): number | undefined {
		return this.#nextDue(Number.POSITIVE_INFINITY)?.due;
	}

	/**
	 * Moves time on by `ms` milliseconds. Whatever falls due meanwhile runs in the order of its due time, `now()` being
	 * that time; what a timer returns is awaited,
	 * promises and immediates settle before the first, between any two, and after the last.
	 * Concurrent calls run one after the other.
	 * @throws RangeError when `ms` is negative or not finite, and whatever a timer's callback throws
	 */
	async advance(ms: number): Promise<void> {
		if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) throw new RangeError(`cannot advance by ${ms} ms`);
		const advancing = this.#advancing.then(() => this.#moveTo(this.#now + ms));
		this.#advancing = advancing.catch(() => {});
		await advancing;
	}

	async #moveTo(end: number): Promise<void> {
		for (;;) {
			await settle();
			const next = this.#nextDue(end);
			if (next === undefined) break;
			this.#pending.delete(next);
			this.#now = next.due;
			await next.callback();
		}
		this.#now = end;
	}

	#nextDue(end: number): Pending | undefined {
		let next: Pending | undefined;
		for (const timer of this.#pending) {
			if (timer.due > end) continue;
			if (next === undefined || timer.due < next.due || (timer.due === next.due && timer.order < next.order))
				next = timer;
		}
		return next;
	}
}

async function settle(): Promise<void> {
	for (let turn = 0; turn < settlingTurns; turn++) await nextTurn();
}
