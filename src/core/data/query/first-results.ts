import type { KiiObject } from "../object-record.ts";
import type { ResultOrder } from "./result-order.ts";
import type { SortPosition } from "./sort-position.ts";

/** An object and where it stands among the results. */
export interface Result {
	readonly object: KiiObject;
	readonly position: SortPosition;
}

/** The first results by their order, of any number given in no order. Sorts nothing but what it keeps. */
export class FirstResults {
	readonly #order: ResultOrder;
	readonly #limit: number;
	readonly #behind: SortPosition | undefined;
	readonly #results: Result[] = [];

	/** Keeps `limit` results, of those behind a position if there is one. */
	constructor(order: ResultOrder, limit: number, behind: SortPosition | undefined) {
		this.#order = order;
		this.#limit = limit;
		this.#behind = behind;
	}

	/** In order. */
	get results(): readonly Result[] {
		return this.#results;
	}

	/** Where the object stands; undefined when it is not among the first. */
	candidate(object: KiiObject): Result | undefined {
		const position = this.#order.positionOf(object);
		if (this.#behind !== undefined && this.#order.compare(position, this.#behind) <= 0) return undefined;
		const last = this.#results.at(-1);
		const isFull = this.#results.length === this.#limit;
		if (isFull && last !== undefined && this.#order.compare(position, last.position) > 0) return undefined;
		return { object, position };
	}

	/** Takes a candidate in; beyond the limit the last goes. */
	add(result: Result): void {
		let low = 0;
		let high = this.#results.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			const other = this.#results[middle];
			if (other !== undefined && this.#order.compare(other.position, result.position) < 0) low = middle + 1;
			else high = middle;
		}
		this.#results.splice(low, 0, result);
		if (this.#results.length > this.#limit) this.#results.pop();
	}
}
