/** How many there are of something that has a limit, as far as is known here. The store may have had some before this process did. */
export class LimitedCount {
	/** Never too low: what has been deleted is found out by counting again, once the limit seems to be reached. */
	#known = Number.POSITIVE_INFINITY;
	/** Being inserted. */
	#pending = 0;
	#inserted = 0;

	/**
	 * Inserts one more, unless there are `max`: of many at once no more get in than there is room for.
	 * @param count counts them all
	 * @param insert resolves to false when it has inserted nothing
	 * @returns what `insert` does, or how many there are where that is too many
	 */
	async insert(
		max: number,
		count: () => Promise<number>,
		insert: () => Promise<boolean>,
	): Promise<{ readonly inserted: boolean } | { readonly full: number }> {
		if (this.#known + this.#pending >= max) {
			const before = this.#inserted;
			const counted = await count();
			// What was inserted meanwhile may have been counted or not.
			this.#known = counted + this.#inserted - before;
			if (this.#known + this.#pending >= max) return { full: counted };
		}
		this.#pending++;
		try {
			const inserted = await insert();
			if (inserted) {
				this.#known++;
				this.#inserted++;
			}
			return { inserted };
		} finally {
			this.#pending--;
		}
	}
}
