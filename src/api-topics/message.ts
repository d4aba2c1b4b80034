/** A request as it stands in the payload of a PUBLISH: verb, headers, empty line, body. */
export interface RequestMessage {
	/** In upper case; any token, known or not. */
	readonly method: string;
	/** Names in lower case, values trimmed. */
	readonly headers: Readonly<Record<string, string>>;
	/** Without white space at its end; absent when nothing else is left. Bytes, all of them, under Content-Encoding. */
	readonly body?: string | Uint8Array;
}

/** What is wrong with a payload, in a sentence that says how to put it right and quotes no value. */
export interface MalformedMessage {
	readonly fault: string;
	/** The headers that could be read all the same. */
	readonly headers: Readonly<Record<string, string>>;
}

const maxHeaders = 100;
const maxLineLength = 8192;
const token = /^[\w!#$%&'*+.^`|~-]+$/;
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a payload, as leniently as real clients need (mqtt-and-thing-if, A5): LF or CRLF, header names in any case, with or
 * without a space behind the colon, and nothing at all behind the last header.
 */
export function parseRequest(payload: Uint8Array): RequestMessage | MalformedMessage {
	const text = decode(payload);
	const headLength = text === undefined ? lengthOfHead(payload) : undefined;
	const { lines, body } = split(text ?? decode(payload.subarray(0, headLength)) ?? "");
	const [verb = "", ...headerLines] = lines;
	const { headers, fault } = parseHeaders(headerLines);
	const encoded = !["", "identity"].includes(headers["content-encoding"]?.toLowerCase() ?? "");
	if (text === undefined && !encoded) {
		return { fault: "the payload is not UTF-8 text: publish the request as text", headers };
	}
	const malformed = token.test(verb)
		? fault
		: "the first line is not a verb: it must be like GET or PUT, and nothing else";
	if (malformed !== undefined) return { fault: malformed, headers };
	const content = encoded ? payload.subarray(headLength ?? lengthOfHead(payload)) : body;
	const method = verb.toUpperCase();
	return content.length === 0 ? { method, headers } : { method, headers, body: content };
}

function decode(bytes: Uint8Array): string | undefined {
	try {
		return decoder.decode(bytes);
	} catch {
		return undefined;
	}
}

/** Up to and with the first line of nothing but white space: what follows need not be text. */
function lengthOfHead(payload: Uint8Array): number {
	let start = 0;
	for (let end = payload.indexOf(10); end >= 0; end = payload.indexOf(10, start)) {
		const blank = payload.subarray(start, end).every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
		start = end + 1;
		if (blank) return start;
	}
	return payload.length;
}

/** The trimmed lines up to the first empty one, and what comes after it. */
function split(text: string): { lines: string[]; body: string } {
	const lines: string[] = [];
	let start = 0;
	while (start < text.length && lines.length <= maxHeaders + 1) {
		const end = text.indexOf("\n", start);
		const line = text.slice(start, end < 0 ? text.length : end).trim();
		start = end < 0 ? text.length : end + 1;
		if (line === "") break;
		lines.push(line);
	}
	return { lines, body: text.slice(start).trimEnd() };
}

function parseHeaders(lines: readonly string[]): { headers: Record<string, string>; fault: string | undefined } {
	const headers = new Map<string, string>();
	let fault = lines.length > maxHeaders ? `there are more than ${maxHeaders} header lines` : undefined;
	for (const [index, line] of lines.entries()) {
		const header = parseHeader(line);
		const faulty =
			typeof header === "string"
				? header
				: header.name === "authorization" && headers.has(header.name)
					? "repeats Authorization: send one"
					: undefined;
		if (typeof header !== "string") headers.set(header.name, header.value);
		if (faulty !== undefined) fault ??= `line ${index + 2} ${faulty}`;
	}
	return { headers: Object.fromEntries(headers), fault };
}

/** The header of a line, or what is wrong with the line. */
function parseHeader(line: string): { name: string; value: string } | string {
	if (line.length > maxLineLength) return `is longer than ${maxLineLength} characters`;
	const colon = line.indexOf(":");
	if (colon < 0) return "is not a header: write Name: value, and an empty line before the body";
	const name = line.slice(0, colon).trim().toLowerCase();
	const value = line.slice(colon + 1).trim();
	if (!token.test(name)) return "has a header name that is empty or has characters that a name may not have";
	// A lone CR would begin a new line in the reply that echoes the value.
	if (/[^\P{Cc}\t]/u.test(value)) return "has a header value with control characters";
	return { name, value };
}
