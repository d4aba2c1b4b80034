import type { Entry } from "./entry.ts";
import type { Feed } from "./feed.ts";
import type { Gap } from "./journal.ts";
import { readRecord } from "./read-record.ts";
import type { Watcher, Watchers } from "./watchers.ts";

export interface Follow {
	/** Takes an entry; false when no more is wanted until {@link EntryStream.resume}. */
	send(entry: Entry | Gap): boolean;
	/** The journal has ended. */
	end?(): void;
}

export interface EntryStream {
	/** More can be taken again. */
	resume(): void;
	close(): void;
}

/** Records looked at before others have their turn. */
const aTurn = 500;

/** Gives entries to a reader as fast as it takes them. */
export function follow(feed: Feed, watchers: Watchers, { send, end }: Follow): EntryStream {
	let isPaused = false;
	let isClosed = false;
	let isContinuing = false;
	const take = (entry: Entry | Gap) => {
		isPaused = !send(entry);
		return !isPaused && !isClosed;
	};
	const look = (read: typeof readRecord) => {
		if (isPaused || isClosed || isContinuing) return;
		if (!feed.pump(take, aTurn, read) || isPaused || isClosed) return;
		isContinuing = true;
		setImmediate(() => {
			isContinuing = false;
			look(readRecord);
		});
	};
	const watcher: Watcher = {
		feed,
		missesNothing: false,
		look,
		end: () => {
			isClosed = true;
			end?.();
		},
	};
	watchers.add(watcher);
	// What is there already comes in a turn of its own, too.
	setImmediate(() => look(readRecord));
	return {
		resume() {
			isPaused = false;
			look(readRecord);
		},
		close() {
			isClosed = true;
			watchers.delete(watcher);
		},
	};
}
