import type { Clock, Timer } from "../../src/core/ports.ts";

interface Pending {
	/** Unix milliseconds. */
	readonly due: number;
	readonly callback: () => unknown;
}

/**
 * Time that goes from one timer to the next, when it is told to. Unlike `ManualClock` it waits for nothing: whoever moves it
 * knows when all is quiet.
 */
export class LabClock implements Clock {
	#now = Date.UTC(2026, 0, 1);
	readonly #pending = new Set<Pending>();

	now(): number {
		return this.#now;
	}

	setTimeout(callback: () => unknown, delay: number): Timer {
		const timer: Pending = { due: this.#now + Math.max(delay || 1, 1), callback };
		this.#pending.add(timer);
		return { cancel: () => this.#pending.delete(timer) };
	}

	/** Runs the timer that is due next, and of several the one that was set first. */
	async step(): Promise<void> {
		let next: Pending | undefined;
		for (const timer of this.#pending) if (next === undefined || timer.due < next.due) next = timer;
		if (next === undefined) return;
		this.#pending.delete(next);
		this.#now = next.due;
		await next.callback();
	}
}
