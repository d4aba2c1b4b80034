import type { Entry } from "./entry.ts";
import type { JournalFilter, JournalPage } from "./journal.ts";
import type { Ring } from "./ring.ts";
import { selectionOf } from "./selection.ts";
import type { Job } from "./turns.ts";

/** A page of the journal in the making. */
export interface PageInTheMaking {
	readonly look: Job;
	/** When `look` has come to its end. */
	page(): JournalPage;
}

/** @param last `seq` of the last entry, where the page ends at the latest @throws BadMatch */
export function makePage(ring: Ring, filter: JournalFilter, last: number): PageInTheMaking {
	const { app, since = 0, limit = Number.POSITIVE_INFINITY } = filter;
	const until = Math.min(filter.until ?? last, last);
	const selection = selectionOf(filter);
	const entries: Entry[] = [];
	let cursor = since;
	let next = until + 1;
	return {
		look(isOver, read) {
			for (const record of ring.from(cursor, app)) {
				if (record.seq > until) break;
				if (entries.length >= limit) {
					next = (entries.at(-1)?.seq ?? since - 1) + 1;
					break;
				}
				cursor = record.seq + 1;
				const entry = selection.take(record, read);
				if (entry !== undefined) entries.push(entry);
				if (isOver()) return true;
			}
			return false;
		},
		page() {
			const oldest = ring.oldest(app) ?? last + 1;
			// The number is of another journal: of before a restart.
			const ahead = since > last + 1 ? ({ isAhead: true } as const) : {};
			return { entries, next, oldest, dropped: ring.dropped(app).count, ...ahead };
		},
	};
}
