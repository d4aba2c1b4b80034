import type { Entry } from "./entry.ts";
import type { Feed } from "./feed.ts";
import type { Gap } from "./journal.ts";
import { type Turns, watchingJob } from "./turns.ts";
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

/** Gives entries to a reader as fast as it takes them. */
export function follow(feed: Feed, watchers: Watchers, turns: Turns, { send, end }: Follow): EntryStream {
	let isPaused = false;
	let isClosed = false;
	const take = (entry: Entry | Gap) => {
		isPaused = !send(entry);
		return !isPaused && !isClosed;
	};
	const { queue, wake } = watchingJob(turns, (isOver, read) => {
		if (isPaused || isClosed) return false;
		return feed.pump(take, { isOver, read }) && !isPaused && !isClosed;
	});
	const watcher: Watcher = {
		feed,
		look: wake,
		end: () => {
			isClosed = true;
			end?.();
		},
	};
	watchers.add(watcher);
	// What is there already comes in a turn of its own, too.
	queue();
	return {
		resume() {
			isPaused = false;
			queue();
		},
		close() {
			isClosed = true;
			watchers.delete(watcher);
		},
	};
}
