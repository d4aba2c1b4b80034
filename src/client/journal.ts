import type { ConnectionEntry, Entry, EntryKind, PacketTypeName } from "../journal/entry.ts";
import type { Gap, JournalPage, WaitOptions, WaitResult } from "../journal/journal.ts";
import { onlyKnown } from "../only-known.ts";
import type { Call } from "./control-call.ts";
import { ControlError } from "./control-error.ts";
import { type Describing, WaitTimedOut } from "./wait-timed-out.ts";

type OneOrMore<T> = T | readonly T[];

/** Which entries; all conditions must hold. Of a list, one. */
export interface EntryFilter {
	readonly kind?: OneOrMore<EntryKind>;
	/** Of MQTT packets, seen from the broker. */
	readonly direction?: "in" | "out";
	readonly type?: OneOrMore<PacketTypeName>;
	readonly client?: string;
	readonly connection?: number;
	readonly listener?: OneOrMore<"tcp" | "tls" | "ws" | "wss">;
	/** An MQTT topic filter, with + and #. */
	readonly topic?: string;
	readonly method?: OneOrMore<string>;
	/** `*` is any characters. */
	readonly path?: string;
	/** 503, or `5xx`. */
	readonly status?: OneOrMore<number | string>;
	/** A clause; true for any violation. */
	readonly violation?: string | true;
	/** Of connections. */
	readonly event?: OneOrMore<ConnectionEntry["event"]>;
	/** `id` of the fault rule that was at work; true for any. */
	readonly fault?: string | true;
	/** Whether something was cut, because it was longer than the setting `journal-payload`. */
	readonly truncated?: boolean;
	/** From this `seq` on. */
	readonly since?: number;
	/** Up to this `seq`. */
	readonly until?: number;
	/** At the most so many, the first ones; 1000 by default. */
	readonly limit?: number;
}

/** What happened, of one app or of all. Iterating reads what is there. */
export interface JournalControl extends AsyncIterable<Entry> {
	entries(filter?: EntryFilter): Promise<readonly Entry[]>;
	/** Entries, where to go on, and how many had to go for newer ones. */
	page(filter?: EntryFilter): Promise<JournalPage>;
	/** Resolves when `count` entries match, those included that are there already. @throws WaitTimedOut */
	wait(options: Omit<WaitOptions, "app">): Promise<WaitResult>;
	/** Every entry from now on, or from `since`, until the loop is left or `signal` aborts. Ends when the emulator does. */
	follow(filter?: Omit<EntryFilter, "limit"> & { readonly signal?: AbortSignal }): AsyncIterable<Entry | Gap>;
	/** Forgets the entries. */
	clear(): Promise<void>;
}

export interface JournalSource {
	readonly call: Call;
	follow(query: Readonly<Record<string, unknown>>, signal?: AbortSignal): AsyncIterable<Entry | Gap>;
}

/** What a filter may say; the emulator refuses others, but cannot say so to one who opens a WebSocket. */
const filterNames = [
	"kind",
	"direction",
	"type",
	"client",
	"connection",
	"listener",
	"topic",
	"method",
	"path",
	"status",
	"violation",
	"event",
	"fault",
	"truncated",
	"since",
	"until",
	"limit",
] satisfies (keyof EntryFilter)[];

/** Milliseconds. `fetch` gives up on an answer that takes longer than five minutes. */
const longestCall = 120_000;

/** Entries asked for at once when iterating. */
const pageSize = 1000;

export function journalControl({ call, follow }: JournalSource, app: string | undefined): JournalControl {
	const path = "/_emulator/journal";
	const page: JournalControl["page"] = (filter) => call("GET", path, { query: queryOf(app, filter) });
	return {
		page,
		entries: async (filter) => (await page(filter)).entries,
		async wait({ signal, ...options }) {
			const { timeoutMs = 5000 } = options;
			for (let left = timeoutMs; ; left -= longestCall) {
				const body = { ...options, timeoutMs: Math.min(left, longestCall), ...(app === undefined ? {} : { app }) };
				try {
					return await call("POST", `${path}/wait`, { body, signal });
				} catch (error) {
					if (!(error instanceof ControlError) || error.errorCode !== "WAIT_TIMED_OUT") throw error;
					if (left <= longestCall) throw new WaitTimedOut(options, error.body as Describing);
				}
			}
		},
		follow: ({ signal, ...filter } = {}) => follow(queryOf(app, filter), signal),
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

function queryOf(app: string | undefined, filter: EntryFilter = {}): Record<string, unknown> {
	onlyKnown(filter, filterNames, "filter of the journal");
	const { violation, fault, ...others } = filter;
	const fields = Object.entries(others).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]);
	const orAny = (value: string | true | undefined) => (value === true ? "*" : value);
	return { app, ...Object.fromEntries(fields), violation: orAny(violation), fault: orAny(fault) };
}
