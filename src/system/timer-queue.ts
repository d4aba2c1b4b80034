/** A timer that waits in a {@link TimerQueue}. */
export interface QueuedTimer {
	/** Milliseconds on the clock of the queue. */
	due: number;
	/** Timers due at the same time run in the order in which they were set. */
	readonly order: number;
	readonly callback: () => unknown;
	/** Its place in the heap; -1 when it waits no more. */
	place: number;
}

/** Timers by when they are due: a binary heap, so that setting and cancelling one of many costs next to nothing. */
export class TimerQueue {
	readonly #heap: QueuedTimer[] = [];

	get size(): number {
		return this.#heap.length;
	}

	/** The one that is due first. */
	get first(): QueuedTimer | undefined {
		return this.#heap[0];
	}

	add(timer: QueuedTimer): void {
		timer.place = this.#heap.length;
		this.#heap.push(timer);
		this.#up(timer);
	}

	/** Without effect for a timer that ran or was removed. */
	remove(timer: QueuedTimer): void {
		const { place } = timer;
		if (place < 0) return;
		timer.place = -1;
		const last = this.#heap.pop();
		if (last === undefined || last === timer) return;
		this.#put(last, place);
		this.#up(last);
		this.#down(last);
	}

	/** Moves all of them by so many milliseconds. */
	shift(difference: number): void {
		for (const timer of this.#heap) timer.due += difference;
	}

	#put(timer: QueuedTimer, place: number): void {
		timer.place = place;
		this.#heap[place] = timer;
	}

	#up(timer: QueuedTimer): void {
		while (timer.place > 0) {
			const { place } = timer;
			const above = (place - 1) >> 1;
			const parent = this.#heap[above];
			if (parent === undefined || !isBefore(timer, parent)) return;
			this.#put(parent, place);
			this.#put(timer, above);
		}
	}

	#down(timer: QueuedTimer): void {
		for (;;) {
			const { place } = timer;
			const left = this.#heap[2 * place + 1];
			const right = this.#heap[2 * place + 2];
			const child = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
			if (child === undefined || !isBefore(child, timer)) return;
			const below = child.place;
			this.#put(child, place);
			this.#put(timer, below);
		}
	}
}

/** Whether `a` is to run before `b`. */
export function isBefore(a: QueuedTimer, b: QueuedTimer): boolean {
	return a.due < b.due || (a.due === b.due && a.order < b.order);
}
