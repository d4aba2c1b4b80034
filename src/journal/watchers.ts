import type { Entry } from "./entry.ts";
import type { Feed } from "./feed.ts";
import type { KeptRecord, LateField } from "./kept-record.ts";
import { reader, type Turns } from "./turns.ts";

/** Somebody who is told of what is recorded. */
export interface Watcher {
	readonly feed: Feed;
	/** There is something new. `isOver` says when others are to have their turn. */
	look(read: (record: KeptRecord) => Entry, isOver: () => boolean): void;
	/** For one that must see each record: this one has to go now. */
	lookBeforeItGoes?(record: KeptRecord, read: (record: KeptRecord) => Entry): void;
	/** Nothing will come any more. */
	end(): void;
}

/** Tells those who watch, after what is being done now: never while a packet is handled. While nobody watches it costs nothing. */
export class Watchers {
	readonly #watchers = new Set<Watcher>();
	readonly #turns: Turns;
	#isScheduled = false;

	constructor(turns: Turns) {
		this.#turns = turns;
	}

	add(watcher: Watcher): void {
		this.#watchers.add(watcher);
	}

	delete(watcher: Watcher): void {
		this.#watchers.delete(watcher);
	}

	get isAnybodyThere(): boolean {
		return this.#watchers.size > 0;
	}

	appended(): void {
		if (this.#watchers.size > 0) this.#schedule();
	}

	changed(record: KeptRecord, field?: LateField): void {
		if (this.#watchers.size === 0) return;
		for (const { feed } of this.#watchers) feed.changed(record, field);
		this.#schedule();
	}

	/** A record has to go: in a flood that can be before its turn. */
	dropping(record: KeptRecord): void {
		if (this.#watchers.size === 0) return;
		let read: ReturnType<typeof reader> | undefined;
		for (const watcher of [...this.#watchers]) {
			if (watcher.lookBeforeItGoes === undefined || !watcher.feed.awaits(record)) continue;
			read ??= reader();
			watcher.lookBeforeItGoes(record, read);
		}
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
			const isOver = this.#turns.begin();
			const read = reader();
			for (const watcher of [...this.#watchers]) watcher.look(read, isOver);
		});
	}
}
