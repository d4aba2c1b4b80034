import type { Entry } from "../journal/entry.ts";
import type { Case } from "./case.ts";
import { entryText } from "./report/entry-text.ts";
import type { CaseResult } from "./result.ts";

/** Entries that are told of a device that got nowhere. */
const last = 3;

/** Why no case could be judged, with the last that was seen of whoever tried. */
export function missingReason(why: string, entries: readonly Entry[]): string {
	const seen = entries.slice(-last).map(entryText);
	const what = seen.length === 0 ? "nothing connected" : `the last that was seen: ${seen.join("; ")}`;
	return `${why}; ${what}`;
}

/** Results of cases to which it never came. */
export function unjudged(
	cases: readonly Case[],
	reason: string,
	entries: readonly Entry[],
	startedAt: number,
): CaseResult[] {
	return cases.map(({ id, group, title, clause, stimulus, rule }) => ({
		case: { id, group, title, clause, stimulus, rule },
		judgement: { verdict: "could not judge", reason },
		entries,
		startedAt,
		durationMs: 0,
	}));
}
