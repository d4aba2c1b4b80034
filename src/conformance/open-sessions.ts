import type { Entry } from "../journal/entry.ts";
import type { Journal } from "../journal/journal.ts";

interface Known {
	/** `seq` of `open`, by the number of the connection. */
	readonly open: Map<number, number>;
	/** `seq` of the first entry that was not looked at yet. */
	next: number;
}

/** A run has many cases, and each asks many times. */
const knownOf = new WeakMap<Journal, Known>();

/** The entries that tell of the sessions of the connections that are open; those of others need not be decoded any more. */
export function openSessions(journal: Journal): readonly Entry[] {
	const known = knownOf.get(journal) ?? { open: new Map(), next: 0 };
	knownOf.set(journal, known);
	const { open } = known;
	// Of everybody: which clients are the device may be known later.
	const page = journal.page({ match: { kind: "connection", event: ["open", "close"] }, since: known.next });
	known.next = page.next;
	for (const entry of page.entries) {
		if (entry.kind !== "connection" || entry.connection === undefined) continue;
		if (entry.event === "open") open.set(entry.connection, entry.seq);
		else open.delete(entry.connection);
	}
	if (open.size === 0) return [];
	return journal
		.entries({ kind: "mqtt", type: ["connect", "connack", "suback"], since: Math.min(...open.values()) })
		.filter(({ connection = 0 }) => open.has(connection));
}
