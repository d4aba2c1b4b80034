import { RegexBudget } from "../core/regex-budget.ts";
import { checkMatch } from "./check-match.ts";
import { compilePattern, type Pattern } from "./compile-match.ts";
import type { Entry } from "./entry.ts";
import type { JournalFilter } from "./journal.ts";
import type { KeptRecord } from "./kept-record.ts";
import type { Difference, Match } from "./match.ts";
import { glanceAt, readRecord } from "./read-record.ts";

/** What is looked for in the journal. */
export interface Selection {
	readonly app: string | undefined;
	/** Whether an entry is looked for by this field. */
	asksFor(field: string): boolean;
	/** The entry of a record, if it is one of those looked for. `read` decodes it. */
	take(record: KeptRecord, read?: (record: KeptRecord) => Entry): Entry | undefined;
	/** What keeps an entry from matching; none when it does. */
	differences(entry: Entry): Difference[];
}

/** Fields that are known without decoding. */
const atAGlance = ["kind", "app", "client", "connection", "listener", "direction", "type", "method", "status", "event"];

/** @param named how a fault names the match @param budget shared by all that is made in one turn @throws BadMatch */
export function selectionOf(
	{ app, since, until, limit, match, violation, fault, truncated, ...fields }: JournalFilter,
	named = "match.",
	budget = new RegexBudget("match"),
): Selection {
	const patterns: [field: string, pattern: Pattern][] = [];
	const add = (given: Match, prefix: string) => {
		for (const [field, value] of Object.entries(given)) {
			if (value !== undefined) patterns.push([field, compilePattern(value, prefix + field, budget)]);
		}
	};
	checkMatch(fields, "");
	checkMatch(match ?? {}, named);
	add(fields, "");
	add(match ?? {}, named);
	if (violation !== undefined) {
		add({ violation: typeof violation === "string" ? { clause: violation } : { exists: violation } }, "");
	}
	if (fault !== undefined) add({ fault: typeof fault === "string" ? { rule: fault } : { exists: fault } }, "");
	if (truncated !== undefined) add({ truncated: { exists: truncated } }, "");
	const quick = patterns.filter(([field]) => atAGlance.includes(field));
	const slow = patterns.filter(([field]) => !atAGlance.includes(field));
	const isMet = ([field, pattern]: [string, Pattern], entry: Entry, into?: Difference[]) =>
		testField(field, pattern, entry, into);
	return {
		app,
		asksFor: (field) => (field === "app" && app !== undefined) || patterns.some(([each]) => each === field),
		take(record, read = readRecord) {
			if (quick.length > 0) {
				const glance = glanceAt(record);
				if (!quick.every(([field, pattern]) => pattern.test(glance[field], field))) return undefined;
			}
			const entry = read(record);
			return slow.every((each) => isMet(each, entry)) ? entry : undefined;
		},
		differences(entry) {
			const into: Difference[] = [];
			for (const each of patterns) isMet(each, entry, into);
			return into;
		},
	};
}

function testField(field: string, pattern: Pattern, entry: Entry, into?: Difference[]): boolean {
	// Any of several violations will do.
	if (field === "violation" && entry.violations?.some((each) => pattern.test(each, field))) return true;
	return pattern.test((entry as unknown as Readonly<Record<string, unknown>>)[field], field, into);
}
