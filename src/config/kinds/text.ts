import type { Kind } from "../setting.ts";

/** A short text or a number, none by default. */
export function text(placeholder: string): Kind<string | undefined> {
	return {
		placeholder,
		accepts: "1 to 200 characters",
		format: (value) => value,
		parse(given) {
			if (given.length >= 1 && given.length <= 200) return given;
			throw new Error("is not a text of 1 to 200 characters");
		},
	};
}
