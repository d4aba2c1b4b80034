import type { Entry } from "../../journal/entry.ts";

/** Characters of a payload that are shown. */
const shown = 100;

/** What happened, in a line: `PUBLISH p/…/states "PUT…"`, `CONNECT topic-a`, `closed: …`. */
export function entryText(entry: Entry): string {
	switch (entry.kind) {
		case "connection":
			return entry.event === "open"
				? `connection ${entry.connection ?? ""} from ${entry.remoteAddress ?? "?"}${entry.listener ? ` (${entry.listener})` : ""}`
				: `connection ${entry.connection ?? ""} ended: ${entry.reason ?? ""}`;
		case "mqtt":
			return packetText(entry);
		case "http":
		case "api":
			return `${entry.method} ${entry.path} → ${entry.status ?? "no answer"}`;
		default:
			return entry.kind;
	}
}

function packetText({ type, packet, fault }: Extract<Entry, { kind: "mqtt" }>): string {
	const fields = packet as Readonly<Record<string, unknown>>;
	const parts = [type.toUpperCase()];
	if (type === "connect") parts.push(`${fields.clientId ?? ""}, keepalive ${fields.keepalive ?? "?"}`);
	if (type === "connack") parts.push(`return code ${fields.returnCode ?? "?"}`);
	if (type === "publish") {
		parts.push(`${fields.topic ?? ""}`);
		if (fields.qos) parts.push(`QoS ${fields.qos}`);
		if (typeof fields.payload === "string") parts.push(oneLine(fields.payload));
	}
	if (type === "subscribe") parts.push(JSON.stringify(fields.subscriptions ?? []));
	if (type === "suback") parts.push(JSON.stringify(fields.granted ?? []));
	if (fault !== undefined) parts.push(`[fault: ${fault.action}]`);
	return parts.join(" ");
}

function oneLine(text: string): string {
	const line = text.replace(/\s+/g, " ");
	return line.length > shown ? `${line.slice(0, shown)}…` : line;
}
