import type { Entry } from "./entry.ts";
import type { Difference, Match, MatchValue } from "./match.ts";

/** Which entries; all conditions must hold. */
export interface JournalFilter {
	readonly app?: string;
	readonly kind?: MatchValue;
	readonly direction?: "in" | "out";
	readonly type?: MatchValue;
	readonly client?: MatchValue;
	readonly connection?: number;
	readonly listener?: MatchValue;
	/** An MQTT topic filter, with + and #. */
	readonly topic?: MatchValue;
	readonly method?: MatchValue;
	readonly path?: MatchValue;
	readonly status?: MatchValue;
	/** A clause; true for any violation. */
	readonly violation?: string | boolean;
	/** Of a connection: `open`, `close`, `handshake-failed`, `fault`, `frame`. */
	readonly event?: MatchValue;
	/** `id` of a fault rule; true for any. */
	readonly fault?: string | boolean;
	/** Whether something was cut, because it was longer than the setting `journal-payload`. */
	readonly truncated?: boolean;
	readonly match?: Match;
	/** From this `seq` on. */
	readonly since?: number;
	/** Up to this `seq`. */
	readonly until?: number;
	/** At the most so many, the first ones. */
	readonly limit?: number;
}

export interface JournalPage {
	readonly entries: readonly Entry[];
	/** `since` for what comes after these. */
	readonly next: number;
	/** `seq` of the oldest entry that is still there; `next` when there is none. */
	readonly oldest: number;
	/** Entries that had to go for newer ones. */
	readonly dropped: number;
	/** `since` is beyond the end, by more than the next entry: it is of another journal, as after a restart. This one begins at `oldest`. */
	readonly isAhead?: true;
}

export interface WaitOptions {
	readonly app?: string;
	readonly match: Match;
	/** Which entries may be near misses: those that meet the first of these, else the second, and so on. Any, if not given. */
	readonly near?: readonly Match[];
	/** Matching entries to wait for; 1 by default, 10,000 at the most. */
	readonly count?: number;
	/** Entries from this `seq` on count; by default all that are there. */
	readonly since?: number;
	/** Real milliseconds, whatever the emulator's clock does; 5000 by default. */
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
}

export interface WaitResult {
	/** The first `count` that match. */
	readonly entries: readonly Entry[];
	/** `since` for a wait behind the last of these. */
	readonly next: number;
}

/** An entry that nearly matched. */
export interface NearMiss {
	readonly entry: Entry;
	readonly differences: readonly Difference[];
}

/** Entries are missing here: they were gone before they were sent. */
export interface Gap {
	readonly kind: "gap";
	/**
	 * Why: `cleared`, by a reset or a call; `ahead`, `since` is beyond the end, as after a restart, and what follows are all entries that
	 * there are. Without it they had to go for newer ones.
	 */
	readonly reason?: "cleared" | "ahead";
	/** How many, at the most, when only one app is listened to. */
	readonly dropped: number;
	/** `seq` of the first and the last that may be missing. */
	readonly from: number;
	readonly to: number;
}

export interface Subscription {
	close(): void;
}

/** What happened, of one app or of all. */
export interface Journal {
	/** False with the setting `journal` off: then nothing is recorded. */
	readonly isOn: boolean;
	/** Entries that had to go for newer ones. */
	readonly dropped: number;
	entries(filter?: JournalFilter): Entry[];
	page(filter?: JournalFilter): JournalPage;
	/**
	 * Resolves when `count` entries match.
	 * @throws WaitTimedOut with the nearest misses; WaitEnded when the emulator closes; the signal's reason
	 */
	wait(options: WaitOptions): Promise<WaitResult>;
	/** Calls `listener` with every entry from now on, or from `since`. It is called between two turns, never while a packet is handled. */
	subscribe(filter: JournalFilter, listener: (entry: Entry | Gap) => void): Subscription;
	/** Forgets the entries of an app, or all; `dropped` begins at 0 again, `seq` goes on. */
	clear(app?: string): void;
}
