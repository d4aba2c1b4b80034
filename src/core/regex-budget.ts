/** Characters of a pattern. */
const longest = 1000;
/** Patterns, unless it is said otherwise. */
const most = 20;
const mostSteps = 20_000;
/** What RE2 takes as long to read as so many characters: a class of Unicode, and a wide range with both cases of its letters. */
const unicodeClass = 100;
const foldedRange = 700;

/** What the patterns of somebody's may cost: they are made in one turn, in which nobody else is served. */
export class RegexBudget {
	readonly #owner: string;
	readonly #most: number;
	#left: number;
	#steps = mostSteps;

	/** @param owner whose patterns they are, as `match` @param count how many it may have */
	constructor(owner: string, count = most) {
		this.#owner = owner;
		this.#most = count;
		this.#left = count;
	}

	/** For a pattern in RE2's syntax, before it is made: why it may not be, said for a person; undefined if it may. */
	spend(regex: string, ignoreCase = false): string | undefined {
		if (regex.length > longest) return `has ${regex.length} characters; ${longest} are the most`;
		this.#left--;
		if (this.#left < 0) return `is one too many: a ${this.#owner} has at most ${this.#most} patterns`;
		this.#steps -= stepsOf(regex) + classesOf(regex, ignoreCase || /\(\?[a-z]*i/i.test(regex));
		if (this.#steps >= 0) return undefined;
		return `is too long with its repetitions: {n} counts n times, \\p{…} ${unicodeClass}, a range beyond ASCII ${foldedRange} where case is ignored, and the patterns of a ${this.#owner} have at most ${mostSteps} characters in all`;
	}
}

/** What reading the classes costs, however often they are repeated. */
function classesOf(regex: string, ignoreCase: boolean): number {
	const unicode = regex.match(/\\[pP]/g)?.length ?? 0;
	const ranges = ignoreCase ? (regex.match(/-(?:[^\0-\x7f]|\\x\{)/g)?.length ?? 0) : 0;
	return unicode * unicodeClass + ranges * foldedRange;
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
