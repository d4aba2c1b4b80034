import type { Clock, Timer } from "../core/ports.ts";
import { type QueuedTimer, TimerQueue } from "./timer-queue.ts";

/** What time it is, on the clocks that share this one. */
export interface Time {
	/** Where it stands still; undefined while it goes on with the base. */
	frozenAt: number | undefined;
	/** What is added to the base's time. */
	offset: number;
}

let order = 0;

/**
 * A clock over another one, the base, from which it differs by an offset or in that it stands still. All its timers
 * together cost one timer of the base.
 */
export class MovableClock implements Clock {
	/** Shared with the clocks that go the same. */
	time: Time;
	readonly queue = new TimerQueue();
	readonly #base: Clock;
	/** The timer of the base that wakes the first of the queue, and when. */
	#wake: { readonly timer: Timer; readonly at: number } | undefined;

	constructor(base: Clock, time: Time) {
		this.#base = base;
		this.time = time;
	}

	now(): number {
		const { frozenAt, offset } = this.time;
		return frozenAt ?? this.#base.now() + offset;
	}

	/** A delay below 1 ms, or not a number, counts as 1 ms, as in Node: a timer that sets itself again cannot stop time. */
	setTimeout(callback: () => unknown, delay: number): Timer {
		const timer: QueuedTimer = { due: this.now() + Math.max(delay || 1, 1), order: order++, callback, place: -1 };
		this.queue.add(timer);
		if (timer.place === 0) this.wakeInTime();
		return {
			cancel: () => {
				this.queue.remove(timer);
				if (this.queue.size === 0) this.sleep();
			},
		};
	}

	/** Has the base wake the first timer, unless time stands still. */
	wakeInTime(): void {
		const { first } = this.queue;
		if (first === undefined || this.time.frozenAt !== undefined) {
			this.sleep();
			return;
		}
		// One that is too early finds nothing due: cheaper than to set it again for each timer that is cancelled.
		if (this.#wake !== undefined && this.#wake.at <= first.due) return;
		this.#wake?.timer.cancel();
		const timer = this.#base.setTimeout(() => this.#run(), first.due - this.now());
		this.#wake = { timer, at: first.due };
	}

	/** No timer runs by itself any more, until {@link wakeInTime}. */
	sleep(): void {
		this.#wake?.timer.cancel();
		this.#wake = undefined;
	}

	async #run(): Promise<void> {
		this.#wake = undefined;
		const done: unknown[] = [];
		try {
			for (;;) {
				const { first } = this.queue;
				if (first === undefined || this.time.frozenAt !== undefined || first.due > this.now()) break;
				this.queue.remove(first);
				done.push(first.callback());
			}
		} finally {
			this.wakeInTime();
		}
		// For a base that is moved by hand.
		await Promise.all(done);
	}
}
