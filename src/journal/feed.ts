import type { Entry } from "./entry.ts";
import type { Gap } from "./journal.ts";
import type { KeptRecord, LateField } from "./kept-record.ts";
import { readRecord } from "./read-record.ts";
import type { Ring } from "./ring.ts";
import type { Selection } from "./selection.ts";

/** Takes what a feed has; false when it wants no more for now. */
export type Send = (entry: Entry | Gap) => boolean;

/** How far to go at once. */
export interface Pumping {
	/** Records looked at. */
	readonly most?: number;
	/** Asked after each record. */
	isOver?(): boolean;
	/** Decodes a record. */
	readonly read?: typeof readRecord;
}

/** Records looked at in one go. */
const atOnce = 64;

/** Entries that became complete after they were sent, at the most. */
const mostLate = 1000;

/**
 * Where a reader is in the journal. It keeps no entries of its own: one that is slow finds a gap where entries had to go
 * meanwhile, and costs nobody memory.
 */
export class Feed {
	readonly #ring: Ring;
	readonly #selection: Selection;
	#cursor: number;
	/** Sent before more was known of them, or for that reason not sent. */
	readonly #late = new Set<number>();
	/** Of the app's entries before the cursor, how many there ever were; undefined where that is not known. */
	#passed: number | undefined;
	/** The last `seq` that was cleared, as far as it has taken note of that. */
	#cleared: number;
	/** To be given before anything else. */
	#first: Gap | undefined;

	/** @param since `seq` of the first entry wanted @param first a gap to begin with */
	constructor(ring: Ring, selection: Selection, since: number, first?: Gap) {
		this.#ring = ring;
		this.#selection = selection;
		this.#cursor = since;
		this.#first = first;
		this.#cleared = ring.clearedUpTo(selection.app);
		this.#passed = this.#countPassed();
	}

	/** `seq` of the next entry, if there is one. */
	get cursor(): number {
		return this.#cursor;
	}

	/** More has become known of an entry: it is given once more; for the sake of a field, if it was passed over for that. */
	changed({ seq }: KeptRecord, field?: LateField): void {
		if (field !== undefined && !this.#selection.asksFor(field)) return;
		if (seq < this.#cursor && this.#late.size < mostLate) this.#late.add(seq);
	}

	/** Whether it has not given this one yet, if it is wanted. */
	awaits({ seq }: KeptRecord): boolean {
		return seq >= this.#cursor || this.#late.has(seq);
	}

	/**
	 * Gives what is there and wanted to `send`, until that returns false.
	 * @returns whether there may be more
	 */
	pump(send: Send, { most = Number.POSITIVE_INFINITY, isOver = never, read = readRecord }: Pumping = {}): boolean {
		if (!this.#sendFirst(send) || !this.#sendLate(send, read) || !this.#sendCleared(send)) return true;
		const { app } = this.#selection;
		if (app !== undefined && !this.#sendGapOfApp(app, send)) return true;
		for (let looked = 0; looked < most; ) {
			// Taken out first: whoever is sent an entry may clear the journal.
			const batch = firstOf(this.#ring.from(this.#cursor, app), Math.min(most - looked, atOnce));
			for (const record of batch) {
				if (record.share === undefined) break;
				looked++;
				if (!this.#pass(record, send, read) || isOver()) return true;
			}
			if (batch.length === 0) return false;
		}
		return true;
	}

	#pass(record: KeptRecord, send: Send, read: typeof readRecord): boolean {
		const { seq } = record;
		const missing = seq - this.#cursor;
		// All apps together have every number.
		if (missing > 0 && this.#selection.app === undefined && !send(this.#gapUpTo(seq - 1, missing))) return false;
		this.#cursor = seq + 1;
		if (this.#passed !== undefined) this.#passed++;
		const entry = this.#selection.take(record, read);
		return entry === undefined || send(entry);
	}

	#sendFirst(send: Send): boolean {
		const gap = this.#first;
		this.#first = undefined;
		return gap === undefined || send(gap);
	}

	#sendCleared(send: Send): boolean {
		const cleared = this.#ring.clearedUpTo(this.#selection.app);
		const from = this.#cursor;
		this.#cursor = Math.max(from, cleared + 1);
		if (cleared !== this.#cleared) this.#passed = this.#countPassed();
		this.#cleared = cleared;
		if (from > cleared) return true;
		return send({ kind: "gap", reason: "cleared", dropped: cleared - from + 1, from, to: cleared });
	}

	#countPassed(): number | undefined {
		const { app } = this.#selection;
		const { count, last } = this.#ring.dropped(app);
		return last < this.#cursor ? count + this.#ring.countBefore(this.#cursor, app) : undefined;
	}

	#sendLate(send: Send, read: typeof readRecord): boolean {
		for (const seq of this.#late) {
			this.#late.delete(seq);
			const record = this.#ring.find(seq);
			if (record === undefined || !this.#ring.isOf(record, this.#selection.app)) continue;
			const entry = this.#selection.take(record, read);
			if (entry !== undefined && !send(entry)) return false;
		}
		return true;
	}

	/** An app loses its oldest entries first. */
	#sendGapOfApp(app: string, send: Send): boolean {
		const { count, last } = this.#ring.dropped(app);
		if (last < this.#cursor) return true;
		const most = last - this.#cursor + 1;
		const missing = Math.min(most, Math.max(1, count - (this.#passed ?? 0)));
		this.#passed = count;
		return send(this.#gapUpTo(last, missing));
	}

	#gapUpTo(to: number, dropped: number): Gap {
		const from = this.#cursor;
		this.#cursor = to + 1;
		return { kind: "gap", dropped, from, to };
	}
}

function never(): boolean {
	return false;
}

function firstOf<T>(values: Iterable<T>, count: number): T[] {
	const first: T[] = [];
	for (const value of values) {
		if (first.length >= count) break;
		first.push(value);
	}
	return first;
}
