import type { Entry } from "./entry.ts";
import type { Feed } from "./feed.ts";
import type { KeptRecord, LateField } from "./kept-record.ts";
import { readRecord } from "./read-record.ts";

/** Somebody who is told of what is recorded. */
export interface Watcher {
	readonly feed: Feed;
	/** Must see each record before it has to go. */
	readonly missesNothing: boolean;
	/** There is something new. */
	look(read: (record: KeptRecord) => Entry): void;
	/** Nothing will come any more. */
	end(): void;
}

/** Tells those who watch, after what is being done now: never while a packet is handled. While nobody watches it costs nothing. */
export class Watchers {
	readonly #watchers = new Set<Watcher>();
	#isScheduled = false;
	#seen = 0;
	#last = 0;

	add(watcher: Watcher): void {
		this.#watchers.add(watcher);
	}

	delete(watcher: Watcher): void {
		this.#watchers.delete(watcher);
	}

	appended({ seq }: KeptRecord): void {
		this.#last = seq;
		if (this.#watchers.size > 0) this.#schedule();
	}

	changed(record: KeptRecord, field?: LateField): void {
		if (this.#watchers.size === 0) return;
		for (const { feed } of this.#watchers) feed.changed(record, field);
		this.#schedule();
	}

	/** A record has to go: in a flood that can be before its turn. */
	dropping({ seq }: KeptRecord): void {
		if (seq <= this.#seen || this.#watchers.size === 0) return;
		this.#tell((watcher) => watcher.missesNothing);
		this.#seen = this.#last;
	}

	end(): void {
		for (const watcher of [...this.#watchers]) watcher.end();
		this.#watchers.clear();
	}

	#schedule(): void {
		if (this.#isScheduled) return;
		this.#isScheduled = true;
		queueMicrotask(() => {
			this.#isScheduled = false;
			this.#seen = this.#last;
			this.#tell(() => true);
		});
	}

	#tell(whom: (watcher: Watcher) => boolean): void {
		// Decoded once, however many watch.
		const decoded = new Map<number, Entry>();
		const read = (record: KeptRecord) => {
			const known = decoded.get(record.seq);
			if (known !== undefined) return known;
			const entry = readRecord(record);
			decoded.set(record.seq, entry);
			return entry;
		};
		for (const watcher of [...this.#watchers]) if (whom(watcher)) watcher.look(read);
	}
}
