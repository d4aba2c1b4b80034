import { knownNames } from "../known-names.ts";
import { BadMatch } from "./bad-match.ts";
import { packetTypes } from "./entry.ts";

/** What a field may have in it: certain words, fields of its own, or anything. */
interface Known {
	readonly words?: readonly string[];
	readonly fields?: KnownFields;
}
type KnownFields = Readonly<Record<string, Known>>;

const anything: Known = {};
const content: KnownFields = { payload: anything, payloadBase64: anything, json: anything };
const violation: KnownFields = { clause: anything, message: anything };
const directions = ["in", "out"];

function named(...names: readonly string[]): KnownFields {
	return Object.fromEntries(names.map((name) => [name, anything]));
}

const packet: KnownFields = {
	...content,
	...named("packetID", "dup", "qos", "retain", "topic", "clientID", "protocolLevel", "cleanSession", "keepalive"),
	...named(
		"username",
		"password",
		"returnCode",
		"sessionPresent",
		"subscriptions",
		"granted",
		"filters",
		"hex",
		"reason",
	),
	will: { fields: { ...content, ...named("topic", "qos", "retain") } },
};

/** The fields of an entry, of whatever kind. */
export const entryFields: KnownFields = {
	kind: { words: ["connection", "mqtt", "http", "api", "push"] },
	...named("seq", "time", "elapsed", "app", "client", "connection"),
	listener: { words: ["tcp", "tls", "ws", "wss", "http", "https"] },
	violation: { fields: violation },
	violations: anything,
	fault: { fields: named("rule", "action") },
	event: { words: ["open", "close", "handshake-failed", "fault", "frame"] },
	...named("remoteAddress", "reachedHost", "reason", "reachedPort", "subprotocols", "alert"),
	endedBy: { words: ["client", "network", "broker"] },
	tls: { fields: named("version", "cipher", "serverName") },
	frame: {
		fields: { direction: { words: directions }, type: { words: ["ping", "pong", "close", "text"] }, code: anything },
	},
	direction: { words: directions },
	type: { words: packetTypes },
	topic: anything,
	packet: { fields: packet },
	...named("size", "truncated", "method", "path", "route", "status", "requestID", "durationMs"),
	...named("requestHeaders", "requestBody", "requestBase64", "responseHeaders", "responseBody", "responseBase64"),
	...content,
	...named("delivered", "owner"),
};

const operators = ["regex", "ignoreCase", "gte", "gt", "lte", "lt", "exists"];

/**
 * Refuses what no entry can have: a slip of the pen would wait for ever.
 * @param prefix how a fault names the match @throws BadMatch naming the field and those that there are
 */
export function checkMatch(match: object, prefix: string): void {
	checkFields(match, entryFields, prefix);
}

function checkFields(match: object, known: KnownFields, prefix: string): void {
	for (const [field, value] of Object.entries(match)) {
		if (value === undefined) continue;
		if (!Object.hasOwn(known, field))
			throw new BadMatch(prefix + field, `is no field of an entry${knownNames(field, Object.keys(known))}`);
		const { words, fields } = known[field] as Known;
		if (words !== undefined) checkWords(value, words, prefix + field);
		if (fields !== undefined && isFields(value)) checkFields(value, fields, `${prefix}${field}.`);
	}
}

function checkWords(value: unknown, words: readonly string[], field: string): void {
	for (const word of [value].flat()) {
		if (typeof word !== "string" || words.includes(word)) continue;
		throw new BadMatch(field, `must be one of ${words.join(", ")}, and not ${JSON.stringify(word)}`);
	}
}

function isFields(value: unknown): value is object {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
	const keys = Object.keys(value);
	return keys.length === 0 || !keys.every((key) => operators.includes(key));
}

/** @throws BadMatch for a name that is none of `known` */
export function checkNames(given: object, known: readonly string[], what: string): void {
	for (const [name, value] of Object.entries(given)) {
		if (value === undefined || known.includes(name)) continue;
		throw new BadMatch(name, `is no ${what}${knownNames(name, known)}`);
	}
}
