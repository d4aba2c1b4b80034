import type { Kind } from "../setting.ts";

/** A whole number from `min` to `max`, in decimal digits. */
export function wholeNumber(placeholder: string, min: number, max: number): Kind<number> {
	return {
		placeholder,
		accepts: `${min} to ${max}`,
		format: String,
		parse(text) {
			const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
			if (number >= min && number <= max) return number;
			throw new Error(`"${text}" is not a whole number from ${min} to ${max}`);
		},
	};
}
