import type { Entry } from "../core/ports.ts";

// Up to so many changes are cheaper to take in one by one than by going over all keys.
const few = 256;

/** The entries directly below one folder, by key and in order. */
export class MemoryFolder {
	readonly #entries = new Map<string, Entry>();
	/** Every key in order, except those in `#added`. Either may still have keys that were deleted. */
	#sorted: string[] = [];
	#added: string[] = [];
	#deleted = 0;

	get size(): number {
		return this.#entries.size;
	}

	get(key: string): Entry | undefined {
		return this.#entries.get(key);
	}

	/** In no order. */
	entries(): Iterable<Entry> {
		return this.#entries.values();
	}

	set(key: string, entry: Entry): void {
		if (!this.#entries.has(key)) {
			const last = this.#sorted.at(-1);
			// Most keys are made in order: those never need sorting.
			if (last === undefined || key > last) this.#sorted.push(key);
			else this.#added.push(key);
		}
		this.#entries.set(key, entry);
	}

	delete(key: string): void {
		if (!this.#entries.delete(key)) return;
		this.#deleted++;
		// Else a folder that nobody lists would never forget a key.
		if (this.#deleted > few + this.#entries.size) this.#tidy();
	}

	/** At most `limit` entries with keys behind `after`, in code-unit order. */
	page(after: string | undefined, limit: number): Entry[] {
		this.#tidy();
		const page: Entry[] = [];
		let index = after === undefined ? 0 : firstBehind(this.#sorted, after);
		for (; index < this.#sorted.length && page.length < limit; index++) {
			const entry = this.#entries.get(this.#sorted[index] ?? "");
			if (entry !== undefined) page.push(entry);
		}
		return page;
	}

	#tidy(): void {
		if (this.#deleted > few) {
			this.#sorted = this.#sorted.filter((key) => this.#entries.has(key));
			this.#deleted = 0;
		}
		if (this.#added.length > few) this.#sorted = merged(this.#sorted, this.#added.sort());
		else for (const key of this.#added) insert(this.#sorted, key);
		if (this.#added.length > 0) this.#added = [];
	}
}

/** Index of the first of the `sorted` keys that is greater than `key`. */
function firstBehind(sorted: readonly string[], key: string): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((sorted[middle] ?? "") <= key) low = middle + 1;
		else high = middle;
	}
	return low;
}

function insert(sorted: string[], key: string): void {
	const index = firstBehind(sorted, key);
	// A key that was deleted and set again may still be there.
	if (sorted[index - 1] !== key) sorted.splice(index, 0, key);
}

function merged(a: readonly string[], b: readonly string[]): string[] {
	const all: string[] = [];
	let i = 0;
	let j = 0;
	while (i < a.length || j < b.length) {
		const left = a[i];
		const right = b[j];
		const takeLeft = right === undefined || (left !== undefined && left <= right);
		const key = takeLeft ? left : right;
		if (takeLeft) i++;
		else j++;
		if (key !== undefined && key !== all.at(-1)) all.push(key);
	}
	return all;
}
