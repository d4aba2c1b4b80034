import { createJournal, type JournalDeps, type OwnJournal } from "../../src/journal/create-journal.ts";
import { silentLog } from "../helpers/core.ts";

/** A journal by itself. */
export function newJournal(deps: Partial<JournalDeps> = {}): OwnJournal {
	return createJournal({
		isOn: true,
		entries: 1000,
		bytes: 1_000_000,
		payload: 1000,
		now: () => 1_700_000_000_000,
		log: silentLog,
		// How much is done in a turn does not depend on how fast this machine is.
		pace: { begin: () => () => false, later: (callback) => void setImmediate(callback) },
		...deps,
	});
}

/** Records a push message: the shortest way to an entry. */
export function push(journal: OwnJournal, app: string | undefined, payload: string): void {
	journal.push({ app, topic: `topic-${app}`, payload, delivered: false, owner: undefined });
}
