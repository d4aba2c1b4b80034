import { BadMatch } from "./bad-match.ts";

/** Characters of a pattern. */
const longest = 1000;
const most = 20;
const mostSteps = 20_000;

/** What the patterns of a match may cost: they are made in one turn, in which nobody else is served. */
export class RegexBudget {
	#left = most;
	#steps = mostSteps;

	/** @throws BadMatch for a pattern too many, or one that is too long */
	spend(regex: string, field: string): void {
		if (regex.length > longest) throw new BadMatch(field, `has ${regex.length} characters; ${longest} are the most`);
		this.#left--;
		if (this.#left < 0) throw new BadMatch(field, `is one too many: a match has at most ${most} patterns`);
		this.#steps -= stepsOf(regex);
		if (this.#steps < 0)
			throw new BadMatch(
				field,
				`is too long with its repetitions: {n} counts n times, and the patterns of a match have at most ${mostSteps} characters in all`,
			);
	}
}

const parts =
	/\\Q[\s\S]*?(?:\\E|$)|\\[pP]\{[^}]*\}|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}|[\s\S]/g;

/** Characters of a pattern when its repetitions are written out, as RE2 does; a class is one. */
function stepsOf(regex: string): number {
	const open: number[] = [];
	let steps = 0;
	let last = 0;
	for (const [part, from, to] of regex.matchAll(parts)) {
		if (part === "(") {
			open.push(steps);
			steps = 0;
		} else if (part === ")") {
			last = steps;
			steps += open.pop() ?? 0;
		} else if (from !== undefined) {
			const times = Math.max(1, Number(from), Number(to ?? 0));
			steps += last * (times - 1);
			last *= times;
		} else {
			last = part.startsWith("\\Q") ? part.length : 1;
			steps += last;
		}
	}
	return steps;
}
