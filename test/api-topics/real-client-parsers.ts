/**
 * What four real clients do with the payload of a reply, in a few lines each (mqtt-and-thing-if, A4 and A6). Each throws, as
 * the client itself fails, when it cannot read the payload.
 */
export interface ReadReply {
	readonly status: number;
	readonly requestID?: string | undefined;
	readonly body: unknown;
}

/** The C++ sample: status token, request ID up to CRLF, body behind the first empty line. */
export function readAsCpp(payload: string, onboarding = false): ReadReply {
	if (onboarding && !payload.startsWith("200\r\n")) throw new Error("onboarding failed");
	const end = payload.indexOf("\r\n\r\n");
	if (end < 0) throw new Error("no empty line");
	const head = payload.slice(0, end + 2);
	const status = Number.parseInt(head, 10);
	if (Number.isNaN(status)) throw new Error("no status");
	const requestID = /X-Kii-RequestID:(.*?)\r\n/.exec(head)?.[1];
	const body = payload.slice(end + 4);
	return { status, requestID, body: body === "" ? undefined : JSON.parse(body) };
}

/** The ESP8266 client: whatever follows the first CRLF CRLF is JSON, in a buffer of 1000 bytes. */
export function readAsArduino(payload: string): ReadReply {
	const end = payload.indexOf("\r\n\r\n");
	const body = payload.slice(end + 4);
	if (end < 0 || Buffer.byteLength(body) > 1000) throw new Error("no body that fits");
	return { status: Number(payload.slice(0, 3)), body: JSON.parse(body) };
}

/** The developer portal: lines; the body begins at a line that is `{` and nothing else; what begins with `{` is a push. */
export function readAsPortal(payload: string): ReadReply {
	if (payload.startsWith("{")) throw new Error("taken for a push");
	const lines = payload.split("\n");
	const start = lines.indexOf("{");
	const head = (start < 0 ? lines : lines.slice(0, start)).map((line) => line.replace("\r", ""));
	const requestID = head.find((line) => line.startsWith("X-Kii-RequestID:"))?.slice("X-Kii-RequestID:".length);
	const body = start < 0 ? undefined : JSON.parse(lines.slice(start).join("\n"));
	return { status: Number(head[0]), requestID, body };
}

/** The gateway agent: regular expressions; the request ID is needed, and counts up to its first space. */
export function readAsAgent(payload: string): ReadReply {
	const status = /^(\d{3})/.exec(payload)?.[1];
	const requestID = /X-Kii-RequestID:([^\n]*)/.exec(payload)?.[1]?.split(" ")[0];
	if (status === undefined || !requestID) throw new Error("no status or no request ID");
	const body = /\{[^{}]*\}/.exec(payload)?.[0];
	return { status: Number(status), requestID, body: body === undefined ? undefined : JSON.parse(body) };
}
