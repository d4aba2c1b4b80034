import type { Kind } from "../setting.ts";

/** A text that is not shown, none by default; at least 8 characters that a header can carry [RFC 6750, 2.1]. */
export const secret: Kind<string | undefined> = {
	placeholder: "TOKEN",
	accepts: "8 or more of A-Z a-z 0-9 - . _ ~ + / =",
	secret: true,
	format: (value) => value,
	parse(text) {
		// Not repeated in the message: it may be most of the secret.
		if (!/^[\w.~+/=-]{8,}$/.test(text)) throw new Error("is not 8 or more of A-Z a-z 0-9 - . _ ~ + / =");
		return text;
	},
};
