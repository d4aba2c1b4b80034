import type { Entry } from "../journal/entry.ts";
import type { Gap, JournalFilter, JournalPage, WaitOptions, WaitResult } from "../journal/journal.ts";
import type { Call } from "./control-call.ts";
import { ControlError } from "./control-error.ts";
import { type Describing, WaitTimedOut } from "./wait-timed-out.ts";

/** What `GET /_emulator/journal` can choose by: texts, which lists of several too, and numbers. */
export type EntryFilter = Omit<JournalFilter, "app" | "match">;

/** What happened, of one app or of all. Iterating reads what is there. */
export interface JournalControl extends AsyncIterable<Entry> {
	entries(filter?: EntryFilter): Promise<readonly Entry[]>;
	/** Entries, where to go on, and how many had to go for newer ones. */
	page(filter?: EntryFilter): Promise<JournalPage>;
	/** Resolves when `count` entries match, those included that are there already. @throws WaitTimedOut */
	wait(options: Omit<WaitOptions, "app">): Promise<WaitResult>;
	/** Every entry from now on, or from `since`, until the loop is left or `signal` aborts. Ends when the emulator does. */
	follow(filter?: EntryFilter & { readonly signal?: AbortSignal }): AsyncIterable<Entry | Gap>;
	/** Forgets the entries. */
	clear(): Promise<void>;
}

export interface JournalSource {
	readonly call: Call;
	follow(query: Readonly<Record<string, unknown>>, signal?: AbortSignal): AsyncIterable<Entry | Gap>;
}

/** Entries asked for at once when iterating. */
const pageSize = 1000;

export function journalControl({ call, follow }: JournalSource, app: string | undefined): JournalControl {
	const path = "/_emulator/journal";
	const page: JournalControl["page"] = (filter) => call("GET", path, { query: { app, ...filter } });
	return {
		page,
		entries: async (filter) => (await page(filter)).entries,
		async wait({ signal, ...options }) {
			const body = app === undefined ? options : { ...options, app };
			try {
				return await call("POST", `${path}/wait`, { body, signal });
			} catch (error) {
				if (!(error instanceof ControlError) || error.errorCode !== "WAIT_TIMED_OUT") throw error;
				throw new WaitTimedOut(options, error.body as Describing);
			}
		},
		follow: ({ signal, ...filter } = {}) => follow({ app, ...filter }, signal),
		async clear() {
			await call("DELETE", path, { query: { app } });
		},
		async *[Symbol.asyncIterator]() {
			for (let since = 0; ; ) {
				const { entries, next } = await page({ since, limit: pageSize });
				yield* entries;
				if (entries.length < pageSize) return;
				since = next;
			}
		},
	};
}
