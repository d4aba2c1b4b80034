/** A reply over MQTT. */
export interface ApiReply {
	readonly status: number;
	readonly requestID: string | undefined;
	readonly body: string;
}

/** The text of an API request over MQTT: verb, headers, empty line, body (Kii guide, "MQTT request"). */
export function requestText(verb: string, headers: Readonly<Record<string, string>>, body?: string): string {
	const lines = [verb, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), "", body ?? ""];
	return lines.join("\r\n");
}

/** Undefined for what is no reply. */
export function parseReply(text: string): ApiReply | undefined {
	const status = Number(/^(\d{3})\r?\n/.exec(text)?.[1]);
	const end = /\r?\n\r?\n/.exec(text);
	if (!status || end === null) return undefined;
	const head = text.slice(0, end.index);
	const requestID = /^x-kii-requestid:[ \t]*(.*?)\r?$/im.exec(head)?.[1];
	return { status, requestID, body: text.slice(end.index + end[0].length) };
}
