import type { KeptRecord, OwnRecord } from "./kept-record.ts";
import { KeptRun } from "./kept-run.ts";

/** What a list has: entries one by one, or a run of them. */
export type Held = OwnRecord | KeptRun;

/** Entries in the order of their `seq`. Removing one costs next to nothing: it stays in its place until half are gone. */
export class SeqList {
	readonly #isGone: (held: Held) => boolean;
	#items: Held[] = [];
	/** Nothing before this one is left. */
	#head = 0;
	/** Of `#items` those that are not gone. */
	#live = 0;
	#length = 0;

	/** @param isGone whether one was removed, of a run the last: the list asks instead of keeping a mark of its own */
	constructor(isGone: (held: Held) => boolean) {
		this.#isGone = isGone;
	}

	/** Number of entries. */
	get length(): number {
		return this.#length;
	}

	/** Nearly always at the end. A run may be empty. */
	add(held: Held): void {
		const last = this.#items.at(-1);
		const at = last === undefined || lastSeqOf(last) < held.seq ? this.#items.length : this.#indexOf(held.seq);
		if (at === this.#items.length) this.#items.push(held);
		else this.#items.splice(at, 0, held);
		this.#live++;
		this.#length += held instanceof KeptRun ? held.count : 1;
	}

	/** An entry has come to a run of this list. */
	grown(): void {
		this.#length++;
	}

	/** To be called when an entry has gone. @param isWhole whether `isGone` has become true of what had it */
	removed(isWhole: boolean): void {
		this.#length--;
		if (!isWhole) return;
		this.#live--;
		if (this.#items.length > 64 && this.#items.length > 2 * this.#live) {
			this.#items = this.#items.filter((held, index) => index >= this.#head && !this.#isGone(held));
			this.#head = 0;
		}
	}

	first(): Held | undefined {
		for (; this.#head < this.#items.length; this.#head++) {
			const held = this.#items[this.#head];
			if (held !== undefined && !this.#isGone(held)) return held;
		}
		return undefined;
	}

	firstSeq(): number | undefined {
		const held = this.first();
		return held instanceof KeptRun ? held.firstSeq : held?.seq;
	}

	/** Those that are there now. */
	held(): readonly Held[] {
		return this.#items.filter((held, index) => index >= this.#head && !this.#isGone(held));
	}

	/** Those from a `seq` on. Nothing may be added or removed meanwhile. */
	*from(seq: number): Generator<KeptRecord> {
		for (let index = this.#indexOf(seq); index < this.#items.length; index++) {
			const held = this.#items[index];
			if (held === undefined || this.#isGone(held)) continue;
			if (!(held instanceof KeptRun)) yield held;
			else for (let at = Math.max(seq, held.firstSeq); at <= held.lastSeq; at++) yield held.record(at);
		}
	}

	countBefore(seq: number): number {
		let count = this.#length;
		for (let index = this.#indexOf(seq); index < this.#items.length; index++) {
			const held = this.#items[index];
			if (held === undefined || this.#isGone(held)) continue;
			count -= held instanceof KeptRun ? held.lastSeq - Math.max(seq, held.firstSeq) + 1 : 1;
		}
		return count;
	}

	/** Of the first that ends with this `seq` or later. */
	#indexOf(seq: number): number {
		let low = this.#head;
		let high = this.#items.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			const held = this.#items[middle];
			if (held !== undefined && lastSeqOf(held) < seq) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}

function lastSeqOf(held: Held): number {
	return held instanceof KeptRun ? held.lastSeq : held.seq;
}
