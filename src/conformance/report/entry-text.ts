import type { ConnectionEntry, Entry, MqttEntry } from "../../journal/entry.ts";

/** Characters of a payload that are shown. */
const shown = 100;

/** What happened, in a line: `PUBLISH p/…/states "PUT…"`, `CONNECT topic-a`, `closed: …`. */
export function entryText(entry: Entry): string {
	switch (entry.kind) {
		case "connection":
			return connectionText(entry);
		case "mqtt":
			return packetText(entry);
		case "http":
		case "api":
			return `${entry.method} ${entry.path} → ${entry.status === 0 ? "no answer" : entry.status}`;
		case "push":
			return `push on ${entry.topic}: ${entry.delivered ? "handed over" : (entry.reason ?? "not delivered")}`;
	}
}

function connectionText({ event, connection, remoteAddress, listener = "?", ...entry }: ConnectionEntry): string {
	const from = `from ${remoteAddress} (${listener})`;
	switch (event) {
		case "open":
			return `connection ${connection ?? ""} ${from}${entry.tls === undefined ? "" : `, ${entry.tls.version}`}`;
		case "close":
			return `connection ${connection ?? ""} ended: ${entry.reason ?? ""}`;
		case "handshake-failed":
			return `TLS handshake ${from} failed: ${entry.reason ?? ""}`;
		case "upgrade-refused":
			return `WebSocket ${from} refused by ${entry.status ?? "?"}: ${entry.reason ?? ""}`;
		case "frame": {
			const { direction, type, code } = entry.frame ?? {};
			return `WebSocket frame ${direction === "out" ? "to the device" : "from the device"}: ${type ?? "?"} ${code ?? ""}`;
		}
		case "fault":
			return `connection ${connection ?? ""}: [fault: ${entry.fault?.action ?? "?"}]`;
	}
}

function packetText({ type, packet, fault, violation }: MqttEntry): string {
	const parts: string[] = [type.toUpperCase()];
	if (type === "connect") parts.push(`${packet.clientID ?? ""}, keepalive ${packet.keepalive ?? "?"} s`);
	if (type === "connack") parts.push(`return code ${packet.returnCode ?? "?"}`);
	if (packet.topic !== undefined) parts.push(packet.topic);
	if (packet.qos) parts.push(`QoS ${packet.qos}`);
	if (packet.payload !== undefined) parts.push(oneLine(packet.payload));
	if (packet.subscriptions !== undefined)
		parts.push(packet.subscriptions.map(({ filter, qos }) => `${filter} at QoS ${qos}`).join(", "));
	if (packet.granted !== undefined) parts.push(packet.granted.join(", "));
	if (packet.filters !== undefined) parts.push(packet.filters.join(", "));
	if (packet.hex !== undefined) parts.push(oneLine(packet.hex));
	if (fault !== undefined) parts.push(`[fault: ${fault.action}]`);
	if (violation !== undefined) parts.push(`[${violation.clause}]`);
	return parts.join(" ");
}

function oneLine(text: string): string {
	const line = text.replace(/\s+/g, " ");
	return line.length > shown ? `${line.slice(0, shown)}…` : line;
}
