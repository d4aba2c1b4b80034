import type { ApiReply } from "./dispatch.ts";

// The headers that mean something to an MQTT client, as Kii spells them; Date, CORS and caching do not.
const passedOn = {
	etag: "ETag",
	location: "Location",
	"retry-after": "Retry-After",
	allow: "Allow",
	"x-mqtt-ttl": "X-MQTT-TTL",
	"x-step-count": "X-Step-Count",
	"x-environment-version": "X-Environment-version",
};

// Nested JSON can be so much indentation that composing it would hold up everybody, for a reply that nobody takes.
const mostIndentation = 1_048_576;

/**
 * The payload of a reply: status, headers, empty line, body (mqtt-and-thing-if, A6). No reason phrase, no space behind a colon,
 * CRLF before the body and LF in it, JSON indented by two: each of these is what some real client's parser needs.
 * @param method of the request: the reply to a HEAD has no body
 * @param requestID value of the request's X-Kii-RequestID; without one the reply has none either
 */
export function composeReply(reply: ApiReply, method: string, requestID: string | undefined): string {
	const { status, headers } = reply;
	const mediaType = headers["content-type"];
	const body = method === "HEAD" ? "" : reply.body;
	const lines = [String(status)];
	if (requestID !== undefined) lines.push(`X-Kii-RequestID:${requestID}`);
	// Of a HEAD's errors only the media type says which it is (evidence S15).
	if (mediaType !== undefined && (body !== "" || method === "HEAD")) lines.push(`Content-Type:${mediaType}`);
	for (const [name, spelling] of Object.entries(passedOn)) {
		if (headers[name] !== undefined) lines.push(`${spelling}:${headers[name]}`);
	}
	const head = lines.map((line) => line.replace(/[^\P{Cc}\t]/gu, " ")).join("\r\n");
	return `${head}\r\n\r\n${isJson(mediaType) ? indented(body) : body}`;
}

function isJson(mediaType: string | undefined): boolean {
	return mediaType === undefined || /[/+]json\s*(?:;|$)/i.test(mediaType);
}

function indented(text: string): string {
	if (text === "" || indentation(text) > mostIndentation) return text;
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return text;
	}
}

/** How many spaces indenting `json` by two would add. */
function indentation(json: string): number {
	let level = 0;
	let spaces = 0;
	let inString = false;
	for (let index = 0; index < json.length; index++) {
		const character = json[index];
		if (inString && character === "\\") index++;
		else if (character === '"') inString = !inString;
		else if (inString) continue;
		else if (character === "{" || character === "[") spaces += 2 * ++level;
		else if (character === "}" || character === "]") spaces += 2 * --level;
		else if (character === ",") spaces += 2 * level;
	}
	return spaces;
}
