/**
 * How much work is under way. A number, not a set of its promises: what is held by something that lives for long is taken
 * by the garbage collector for as long-lived, when it is done, too.
 */
export class UnderWay {
	#count = 0;
	#waiting: (() => void)[] | undefined;

	get count(): number {
		return this.#count;
	}

	begin(): void {
		this.#count++;
	}

	end(): void {
		this.#count--;
		if (this.#count > 0 || this.#waiting === undefined) return;
		const waiting = this.#waiting;
		this.#waiting = undefined;
		for (const resolve of waiting) resolve();
	}

	/** Resolves when nothing is under way. */
	none(): Promise<void> {
		if (this.#count === 0) return Promise.resolve();
		this.#waiting ??= [];
		const waiting = this.#waiting;
		return new Promise((resolve) => void waiting.push(resolve));
	}
}
