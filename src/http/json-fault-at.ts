// One after the other, so that none is tried twice: a text that is wrong may be long.
const token =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: a string of JSON has none
	/[\t\n\r ]*(?:(?<mark>[[\]{},:])|(?<string>"[^"\\\0-\x1f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\0-\x1f]*)*")|(?<scalar>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

/** Where a text stops being JSON, as `line 2, column 5`: V8 says it of some faults only. */
export function jsonFaultAt(text: string): string {
	const offset = faultOffset(text);
	const before = text.slice(0, offset);
	const line = before.split("\n").length;
	return `line ${line}, column ${offset - before.lastIndexOf("\n")}`;
}

/** What may come next: a value, a name or an end, … */
type Expected = "value" | "value or ]" | "name" | "name or }" | ":" | ", or end" | "nothing";

function faultOffset(text: string): number {
	const open: ("[" | "{")[] = [];
	let expected: Expected = "value";
	token.lastIndex = 0;
	for (;;) {
		const from = token.lastIndex;
		const found = token.exec(text);
		if (found === null) return from + (/^[\t\n\r ]*/.exec(text.slice(from))?.[0].length ?? 0);
		const { mark, string } = found.groups as { mark?: string; string?: string };
		const next = after(expected, mark ?? (string === undefined ? "scalar" : "string"), open);
		if (next === undefined) return token.lastIndex - (found[0].trimStart().length || 1);
		expected = next;
	}
}

/** What may come behind a token; undefined where it must not be there. */
function after(expected: Expected, kind: string, open: ("[" | "{")[]): Expected | undefined {
	const valueEnded = (): Expected => (open.length === 0 ? "nothing" : ", or end");
	if (expected.startsWith("value") && (kind === "[" || kind === "{")) {
		open.push(kind);
		return kind === "[" ? "value or ]" : "name or }";
	}
	if (expected.startsWith("value") && (kind === "scalar" || kind === "string")) return valueEnded();
	if (expected.startsWith("name") && kind === "string") return ":";
	if (expected === ":" && kind === ":") return "value";
	if (expected === ", or end" && kind === ",") return open.at(-1) === "[" ? "value" : "name";
	const ends = expected === ", or end" ? (open.at(-1) === "[" ? "]" : "}") : expected.split(" or ")[1];
	if (kind !== ends) return undefined;
	open.pop();
	return valueEnded();
}
