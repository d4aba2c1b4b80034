import type { Kind } from "../setting.ts";

/** One of `words`. */
export function choice<const Word extends string>(placeholder: string, words: readonly Word[]): Kind<Word> {
	return {
		placeholder,
		accepts: words.join(", "),
		format: String,
		parse(text) {
			const word = words.find((each) => each === text);
			if (word !== undefined) return word;
			throw new Error(`"${text}" is none of ${words.join(", ")}`);
		},
	};
}
