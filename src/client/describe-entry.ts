import type { Entry } from "../journal/entry.ts";

/** Characters of a body or payload that a line of a message shows. */
const shown = 160;

/** An entry on one line, for people: what came or left, who, and what was in it. */
export function describeEntry(entry: Entry): string {
	const who = entry.client === undefined ? "" : ` client=${entry.client}`;
	const broken = entry.violation === undefined ? "" : ` VIOLATES ${entry.violation.clause}: ${entry.violation.message}`;
	const fault = entry.fault === undefined ? "" : ` FAULT ${entry.fault.action}`;
	const cut = "truncated" in entry ? " TRUNCATED" : "";
	return `#${entry.seq} ${entry.kind} ${what(entry)}${who}${broken}${fault}${cut}`;
}

function what(entry: Entry): string {
	switch (entry.kind) {
		case "connection":
			return `${entry.event}${entry.reason === undefined ? "" : ` (${entry.reason})`}`;
		case "mqtt": {
			const { json, payload, payloadBase64, topic, ...fields } = entry.packet;
			const body = json ?? payload ?? payloadBase64 ?? fields;
			return `${entry.direction} ${entry.type} ${topic ?? entry.topic ?? ""} ${short(body)}`;
		}
		case "push":
			return `${entry.delivered ? "delivered" : `not delivered (${entry.reason ?? "nobody listens"})`} ${entry.topic} ${short(entry.json ?? entry.payload ?? entry.payloadBase64)}`;
		default:
			return `${entry.method} ${entry.path} ${short(entry.requestBody)} → ${entry.status} ${short(entry.responseBody)}`;
	}
}

function short(value: unknown): string {
	if (value === undefined) return "";
	const text = typeof value === "string" ? value : JSON.stringify(value);
	return text.length > shown ? `${text.slice(0, shown)}…` : text;
}
