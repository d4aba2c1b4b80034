import type { Entry, EntryKind } from "../journal/entry.ts";
import type { WaitOptions } from "../journal/journal.ts";
import type { Match } from "../journal/match.ts";
import { onlyKnown } from "../only-known.ts";
import { describeEntry } from "./describe-entry.ts";
import type { JournalControl } from "./journal.ts";
import { WaitTimedOut } from "./wait-timed-out.ts";

/** The entries that a match can find, as far as it says their kind. */
export type EntryOf<M extends Match> = M extends { readonly kind: infer Kind extends EntryKind }
	? Extract<Entry, { readonly kind: Kind }>
	: Entry;

export interface ExpectOptions {
	/** Real milliseconds; 5000 by default. */
	readonly timeoutMs?: number;
	/** What is missing, in words, for the message. */
	readonly wanted?: string;
	/** Which entries may be near misses: those that meet the first of these, else the second, and so on. Any, if not given. */
	readonly near?: readonly Match[];
}

/**
 * Waiting and asserting. Every wait sees what has happened already, and gives an entry that no earlier wait has given:
 * two waits of one kind give the first and the second. Nothing needs to be waited for in advance.
 */
export interface Expectations {
	/** The next entry that matches. @throws WaitTimedOut with the nearest misses */
	waitFor<const M extends Match>(match: M, options?: ExpectOptions): Promise<EntryOf<M>>;
	/** The next `count` entries that match. @throws WaitTimedOut */
	waitForAll<const M extends Match>(match: M, count: number, options?: ExpectOptions): Promise<readonly EntryOf<M>[]>;
	/**
	 * Fails when there is an entry that matches and that no wait has given; by default any API call over MQTT and any
	 * message pushed. `withinMs` also waits that long for one, in real milliseconds.
	 */
	expectNothingElse(match?: Match, options?: { readonly withinMs?: number }): Promise<void>;
	/**
	 * Fails when a client called something that is not there, or that the emulator does not have (501). Of an app: when the call
	 * named the app in its path, by X-Kii-AppID or by basic credentials; what names none is the emulator's.
	 */
	assertNoUnmatched(): Promise<void>;
	/** Fails when a client broke a rule of MQTT or Kii, but for what a wait has given; says which clause. */
	assertNoViolations(): Promise<void>;
}

type Wanted = Pick<WaitOptions, "match" | "near">;

const optionNames: readonly string[] = ["timeoutMs", "wanted", "near"] satisfies (keyof ExpectOptions)[];

/** Entries that a failure names. */
const named = 10;

/** `given` has the `seq` of what waits have given. */
export function expectations(journal: JournalControl, given: Set<number>): Expectations {
	/** The first entry not given, waiting up to a moment of `performance.now()`; the error says what was passed over. */
	async function next(wanted: Wanted, since: number, deadline: number, passedOver: Entry[]): Promise<Entry> {
		for (;;) {
			const timeoutMs = Math.max(0, Math.ceil(deadline - performance.now()));
			const { entries } = await journal.wait({ ...wanted, since, timeoutMs });
			const [entry] = entries;
			if (entry === undefined) throw new Error("the emulator answered a wait with nothing");
			if (!given.has(entry.seq)) return entry;
			passedOver.push(entry);
			since = entry.seq + 1;
		}
	}

	async function waitForAll(match: Match, count: number, options: ExpectOptions = {}): Promise<Entry[]> {
		onlyKnown(options, optionNames, "option of a wait");
		if (!Number.isInteger(count) || count < 1)
			throw new TypeError(`count: ${count} is no number of entries to wait for`);
		const { timeoutMs = 5000, wanted, near } = options;
		const asked = near === undefined ? { match } : { match, near };
		const deadline = performance.now() + timeoutMs;
		const found: Entry[] = [];
		const passedOver: Entry[] = [];
		while (found.length < count) {
			const since = (found.at(-1)?.seq ?? -1) + 1;
			try {
				found.push(await next(asked, since, deadline, passedOver));
			} catch (error) {
				if (!(error instanceof WaitTimedOut)) throw error;
				const waited = { match, count, timeoutMs, given: passedOver.slice(0, named) };
				const { nearMisses } = error;
				throw new WaitTimedOut(wanted === undefined ? waited : { ...waited, wanted }, {
					found: found.length,
					nearMisses,
				});
			}
		}
		for (const { seq } of found) given.add(seq);
		return found;
	}

	/** Entries not given, a few. */
	async function others(match: Match, withinMs: number): Promise<Entry[]> {
		const found: Entry[] = [];
		let deadline = performance.now() + withinMs;
		try {
			while (found.length < named) {
				found.push(await next({ match }, (found.at(-1)?.seq ?? -1) + 1, deadline, []));
				// One is enough to fail: the rest is for the message.
				deadline = 0;
			}
		} catch (error) {
			if (!(error instanceof WaitTimedOut)) throw error;
		}
		return found;
	}

	return {
		waitForAll: waitForAll as Expectations["waitForAll"],
		async waitFor<M extends Match>(match: M, options?: ExpectOptions) {
			const [entry] = await waitForAll(match, 1, options);
			return entry as EntryOf<M>;
		},
		async expectNothingElse(match = { kind: ["api", "push"] }, options = {}) {
			onlyKnown(options, ["withinMs"], "option of expectNothingElse");
			const { withinMs = 0 } = options;
			refuse("There is more than was waited for", await others(match, withinMs));
		},
		async assertNoUnmatched() {
			const calls = { kind: ["http", "api"] };
			const nowhere = await others({ ...calls, route: { exists: false } }, 0);
			const notThere = await others({ ...calls, status: 501 }, 0);
			refuse("There were calls that nothing answers", [...nowhere, ...notThere]);
		},
		async assertNoViolations() {
			refuse("Rules were broken", await others({ violation: { exists: true } }, 0));
		},
	};
}

function refuse(what: string, entries: readonly Entry[]): void {
	if (entries.length === 0) return;
	const error = new Error([`${what}:`, ...entries.map((entry) => `  ${describeEntry(entry)}`)].join("\n"));
	error.name = "AssertionError";
	throw error;
}
