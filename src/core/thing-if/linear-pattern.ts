import { RE2JS } from "re2js";

/** A regular expression whose matching takes time in proportion to the text, whatever the expression: RE2's. */
export interface LinearPattern {
	test(text: string): boolean;
	/** Steps for a character at most. */
	readonly size: number;
	toString(): string;
}

/** From JavaScript's notation. @throws Error for what RE2 has not: looking ahead or behind, and references to groups */
export function linearPattern(pattern: string): LinearPattern {
	const compiled = RE2JS.compile(inRe2(pattern));
	return { test: (text) => compiled.test(text), size: compiled.programSize(), toString: () => pattern };
}

/** JavaScript's notation in RE2's. */
export function inRe2(pattern: string): string {
	return RE2JS.translateRegExp(pattern);
}
