interface Numbered {
	readonly seq: number;
}

/** Records in the order of their `seq`. Removing one costs next to nothing: it stays in its place until half are gone. */
export class SeqList<R extends Numbered> {
	readonly #isGone: (record: R) => boolean;
	#items: R[] = [];
	/** No record before this one is left. */
	#head = 0;
	#length = 0;

	/** @param isGone whether a record was removed: the list asks instead of keeping a mark of its own */
	constructor(isGone: (record: R) => boolean) {
		this.#isGone = isGone;
	}

	get length(): number {
		return this.#length;
	}

	/** Nearly always at the end. */
	add(record: R): void {
		const at = (this.#items.at(-1)?.seq ?? 0) < record.seq ? this.#items.length : this.#indexOf(record.seq);
		if (at === this.#items.length) this.#items.push(record);
		else this.#items.splice(at, 0, record);
		this.#length++;
	}

	/** To be called when `isGone` has become true of one more. */
	removed(): void {
		this.#length--;
		if (this.#items.length > 64 && this.#items.length > 2 * this.#length) {
			this.#items = this.#items.filter((record, index) => index >= this.#head && !this.#isGone(record));
			this.#head = 0;
		}
	}

	first(): R | undefined {
		for (; this.#head < this.#items.length; this.#head++) {
			const record = this.#items[this.#head];
			if (record !== undefined && !this.#isGone(record)) return record;
		}
		return undefined;
	}

	/** Those from a `seq` on. Nothing may be added or removed meanwhile. */
	*from(seq: number): Generator<R> {
		for (let index = this.#indexOf(seq); index < this.#items.length; index++) {
			const record = this.#items[index];
			if (record !== undefined && !this.#isGone(record)) yield record;
		}
	}

	#indexOf(seq: number): number {
		let low = this.#head;
		let high = this.#items.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.#items[middle]?.seq ?? 0) < seq) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
