import type { Clock, Timer } from "../../core/ports.ts";
import type { Pace } from "./pace.ts";

/** Bytes, or null for their end. */
export type Parcel = Buffer | null;

/** What one rule does to the bytes of one direction of a connection: they pass it in order, but later. */
export interface Stage {
	readonly isEmpty: boolean;
	/** Nothing passes, ever. */
	readonly isClosed: boolean;
	enter(parcel: Parcel): void;
	/** Lets everything pass that waits. */
	open(): void;
	/** Forgets what waits. */
	drop(): void;
}

/** @param pass has no piece pass before it has returned */
export function createStage(pace: Pace, clock: Clock, pass: (parcel: Parcel) => void): Stage {
	let waiting: { readonly parcel: Parcel; readonly earliest: number }[] = [];
	let last = Number.NEGATIVE_INFINITY;
	let timer: Timer | undefined;
	let isAdvancing = false;

	/** Bytes of the next piece. */
	function next(parcel: Parcel): number {
		return parcel === null ? 0 : Math.min(parcel.length, pace.piece);
	}

	function passNext(due: number): void {
		const head = waiting[0];
		if (head === undefined) return;
		const { parcel, earliest } = head;
		const bytes = next(parcel);
		// Of its time, not that of a timer which was late: the bytes of a second are right then.
		last = Math.min(due, clock.now());
		if (parcel === null || bytes >= parcel.length) {
			waiting.shift();
			pass(parcel);
		} else {
			waiting[0] = { parcel: parcel.subarray(bytes), earliest };
			pass(parcel.subarray(0, bytes));
		}
	}

	function advance(): void {
		if (isAdvancing) return;
		isAdvancing = true;
		while (timer === undefined) {
			const head = waiting[0];
			if (head === undefined) break;
			const bytes = next(head.parcel);
			const due = pace.leaves(head.earliest, last, bytes);
			const wait = Math.min(due - clock.now(), pace.longest(bytes));
			if (wait === Number.POSITIVE_INFINITY) break;
			if (wait <= 0) {
				passNext(due);
				continue;
			}
			timer = clock.setTimeout(() => {
				timer = undefined;
				passNext(due);
				advance();
			}, Math.ceil(wait));
		}
		isAdvancing = false;
	}

	return {
		isClosed: pace.longest(0) === Number.POSITIVE_INFINITY,
		get isEmpty() {
			return waiting.length === 0;
		},
		enter(parcel) {
			waiting.push({ parcel, earliest: clock.now() + pace.delay() });
			advance();
		},
		open() {
			timer?.cancel();
			isAdvancing = true;
			// One by one: what has not passed is still on its way.
			for (let head = waiting.shift(); head !== undefined; head = waiting.shift()) pass(head.parcel);
		},
		drop() {
			timer?.cancel();
			timer = undefined;
			waiting = [];
		},
	};
}
