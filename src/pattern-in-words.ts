const classes: Readonly<Record<string, string>> = {
	"A-Za-z0-9._-": 'letters, digits, ".", "_" or "-"',
	"\\w.-": 'letters, digits, ".", "_" or "-"',
	"A-Za-z0-9_-": 'letters, digits, "_" or "-"',
	"A-Z_": 'capital letters or "_"',
	"0-9a-f": "hexadecimal digits, in small letters",
	"\\d": "digits",
	"\\S": "characters without a space",
};

/** What a text must be whose JSON Schema has this `pattern`: `must be 1 to 64 letters, digits, "_" or "-"`. */
export function patternInWords(pattern: string): string {
	const choices = /^\^\(([\w|]+)\)\$$/.exec(pattern)?.[1];
	if (choices !== undefined) return `must be one of ${choices.replaceAll("|", ", ")}`;
	const [, inBrackets, escaped, least = "1", most] =
		/^\^(?:\[([^\]]+)\]|(\\[dS]))(?:\+|\{(\d+)(?:,(\d+))?\})\$$/.exec(pattern) ?? [];
	const chars = classes[inBrackets ?? escaped ?? ""];
	if (chars === undefined) return "has not the form that is wanted";
	if (pattern.endsWith("+$")) return `must be ${chars}`;
	return most === undefined ? `must be ${least} ${chars}` : `must be ${least} to ${most} ${chars}`;
}
