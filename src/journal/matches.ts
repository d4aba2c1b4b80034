import { checkMatch } from "./check-match.ts";
import { compilePattern, type Pattern } from "./compile-match.ts";
import type { Entry } from "./entry.ts";
import type { Match } from "./match.ts";

const compiled = new WeakMap<Match, Pattern>();

/** Whether an entry matches; the patterns of a match are made once. @throws BadMatch */
export function matches(match: Match, entry: Entry): boolean {
	let pattern = compiled.get(match);
	if (pattern === undefined) {
		checkMatch(match, "");
		pattern = compilePattern(match, "");
		compiled.set(match, pattern);
	}
	return pattern.test(entry, "");
}
