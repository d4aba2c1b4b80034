import { setImmediate as nextTurn } from "node:timers/promises";

/** Turns of the event loop in which nothing happens before all is quiet: at first, and once something has happened. */
const fewTurns = 2;
const quietTurns = 20;

/**
 * Knows when nothing goes on in a lab any more, so that its time may move on. What is in memory goes by turns of the event loop,
 * which are the same each time. Real work (names that are looked up, ports, certificates) takes as long as the machine needs: what
 * it comes to is handed out when all else is quiet, so that nothing depends on which of them is done first.
 */
export class Quiet {
	/** Works of its own that are under way; a count. */
	readonly #atWork: () => number;
	#stirrings = 0;
	#seen = 0;
	/** Real work under way, and then how each is handed out, in the order in which they began. */
	#real = new Map<Promise<unknown>, (() => void) | undefined>();

	constructor(atWork: () => number) {
		this.#atWork = atWork;
	}

	/** Something has happened. */
	readonly stir = (): void => void this.#stirrings++;

	/** That function, as real work. */
	real<A extends unknown[], R>(work: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
		return (...args) =>
			new Promise((resolve, reject) => {
				this.stir();
				const doing = work(...args);
				this.#real.set(doing, undefined);
				doing.then(
					(result) => this.#real.set(doing, () => resolve(result)),
					(error) => this.#real.set(doing, () => reject(error)),
				);
			});
	}

	/** Resolves when nothing happens, and no real work is under way. */
	async settled(): Promise<void> {
		for (;;) {
			await this.#quietTurns();
			if (this.#real.size === 0) return;
			await Promise.allSettled(this.#real.keys());
			await this.#quietTurns();
			// Some of what has happened meanwhile may have begun more.
			const done = [...this.#real].flatMap(([work, handOut]) => (handOut === undefined ? [] : [{ work, handOut }]));
			for (const { work, handOut } of done) {
				this.#real.delete(work);
				handOut();
			}
			this.stir();
		}
	}

	async #quietTurns(): Promise<void> {
		let wanted = fewTurns;
		for (let quiet = 0; quiet < wanted; quiet++) {
			const before = this.#seen;
			await nextTurn();
			this.#seen = this.#stirrings;
			if (this.#seen === before && this.#atWork() === 0) continue;
			quiet = 0;
			wanted = quietTurns;
		}
	}
}
