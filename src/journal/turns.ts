import { performance } from "node:perf_hooks";
import type { Entry } from "./entry.ts";
import type { KeptRecord } from "./kept-record.ts";
import { readRecord } from "./read-record.ts";

/** Looks at records until `isOver()` says that others are to have their turn. @returns whether there is more to do */
export type Job = (isOver: () => boolean, read: (record: KeptRecord) => Entry) => boolean;

/** How much is done before others have their turn. */
export interface Pace {
	/** Begins a turn. The function is asked after each record and says whether the turn is over. */
	begin(): () => boolean;
	/** Calls back when others have had their turn. */
	later(callback: () => void): void;
}

/** Milliseconds of a turn of the event loop: how long a record takes depends on the pattern. */
const aTurn = 10;

const byTime: Pace = {
	begin() {
		const end = performance.now() + aTurn;
		return () => performance.now() >= end;
	},
	later: (callback) => void setImmediate(callback),
};

/**
 * Work on the journal that can take long: patterns can be slow, and entries many. All such work together takes a small part of
 * each turn of the event loop, one job after the other, so that neither packets nor the other jobs wait for it.
 */
export class Turns {
	readonly #pace: Pace;
	readonly #jobs: Job[] = [];
	#isScheduled = false;

	constructor(pace: Pace = byTime) {
		this.#pace = pace;
	}

	/** Has a job done, which must not throw. */
	add(job: Job): void {
		this.#jobs.push(job);
		this.#schedule();
	}

	/** Resolves when a job is done. @throws what the job throws, the signal's reason */
	finish(job: Job, signal?: AbortSignal): Promise<void> {
		return new Promise((resolve, reject) => {
			this.add((isOver, read) => {
				try {
					signal?.throwIfAborted();
					if (job(isOver, read)) return true;
					resolve();
				} catch (error) {
					reject(error);
				}
				return false;
			});
		});
	}

	/** For what has a time of its own to be done in. */
	begin(): () => boolean {
		return this.#pace.begin();
	}

	#schedule(): void {
		if (this.#isScheduled) return;
		this.#isScheduled = true;
		this.#pace.later(() => this.#turn());
	}

	#turn(): void {
		this.#isScheduled = false;
		const isOver = this.#pace.begin();
		// Decoded once, however many look at it.
		const read = reader();
		do {
			const job = this.#jobs.shift();
			if (job?.(isOver, read)) this.#jobs.push(job);
		} while (this.#jobs.length > 0 && !isOver());
		if (this.#jobs.length > 0) this.#schedule();
	}
}

/** A job that is to go on whenever there is something new. */
export interface WatchingJob {
	/** Has it done in its turn, if it does not wait for that already. */
	queue(): void;
	/** There is something new: it is done at once while there is time, what is left in its turn. */
	wake(read: (record: KeptRecord) => Entry, isOver: () => boolean): void;
}

export function watchingJob(turns: Turns, job: Job): WatchingJob {
	let isQueued = false;
	const queue = () => {
		if (isQueued) return;
		isQueued = true;
		turns.add((isOver, read) => {
			isQueued = job(isOver, read);
			return isQueued;
		});
	};
	return {
		queue,
		wake(read, isOver) {
			if (!isQueued && (isOver() || job(isOver, read))) queue();
		},
	};
}

/** Decodes records, each once. */
export function reader(): (record: KeptRecord) => Entry {
	const decoded = new Map<number, Entry>();
	return (record) => {
		const known = decoded.get(record.seq);
		if (known !== undefined) return known;
		const entry = readRecord(record);
		decoded.set(record.seq, entry);
		return entry;
	};
}
