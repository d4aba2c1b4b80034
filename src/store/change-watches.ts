/** Who waits for the next change at or below some keys. With nobody waiting a change costs a look at `size`. */
export class ChangeWatches {
	readonly #waiting = new Set<{ readonly prefixes: readonly string[]; readonly changed: () => void }>();

	/** Calls back once. Returns what cancels that. */
	add(prefixes: readonly string[], changed: () => void): () => void {
		const watch = { prefixes, changed };
		this.#waiting.add(watch);
		return () => void this.#waiting.delete(watch);
	}

	/** The record with this key has changed. */
	changed(key: string): void {
		if (this.#waiting.size > 0) this.#call((prefix) => isAt(key, prefix));
	}

	/** Everything at and below a key is gone. */
	dropped(folder: string): void {
		if (this.#waiting.size > 0) this.#call((prefix) => isAt(prefix, folder) || isAt(folder, prefix));
	}

	#call(concerns: (prefix: string) => boolean): void {
		for (const watch of this.#waiting) {
			if (!watch.prefixes.some(concerns)) continue;
			this.#waiting.delete(watch);
			watch.changed();
		}
	}
}

function isAt(key: string, prefix: string): boolean {
	return prefix === "" || (key.startsWith(prefix) && (key.length === prefix.length || key[prefix.length] === "/"));
}
