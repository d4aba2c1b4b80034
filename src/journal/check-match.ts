import { knownNames } from "../known-names.ts";
import { BadMatch } from "./bad-match.ts";
import {
	type AppliedFault,
	type ConnectionEntry,
	type Content,
	type ControlFrame,
	type DecodedPacket,
	type Entry,
	type EntryKind,
	packetTypes,
	type TlsFacts,
	type Violation,
} from "./entry.ts";

/** What a field may have in it: certain words, fields of its own, or anything. */
interface Known {
	readonly words?: readonly string[];
	readonly fields?: KnownFields;
}
type KnownFields = Readonly<Record<string, Known>>;
/** The fields of one type, none of them missing. */
type FieldsOf<T> = Readonly<Record<T extends unknown ? keyof T : never, Known>>;

const anything: Known = {};

function named<const Name extends string>(...names: readonly Name[]): Readonly<Record<Name, Known>> {
	return Object.fromEntries(names.map((name) => [name, anything])) as Record<Name, Known>;
}

/** Each of the words of a type, none of them missing. */
function words<Word extends string>(each: Readonly<Record<Word, true>>): Known {
	return { words: Object.keys(each) };
}

const content = named("payload", "payloadBase64", "json") satisfies FieldsOf<Content>;
const will = { ...content, ...named("topic", "qos", "retain") } satisfies FieldsOf<NonNullable<DecodedPacket["will"]>>;
const packet: FieldsOf<DecodedPacket> = {
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
	will: { fields: will },
};
const direction = words<ControlFrame["direction"]>({ in: true, out: true });
const frame: FieldsOf<ControlFrame> = {
	direction,
	type: words<ControlFrame["type"]>({ ping: true, pong: true, close: true, text: true }),
	code: anything,
};

/** The fields of an entry, of whatever kind. */
const entryFields: FieldsOf<Entry> = {
	kind: words<EntryKind>({ connection: true, mqtt: true, http: true, api: true, push: true }),
	...named("seq", "time", "elapsed", "app", "client", "connection"),
	listener: { words: ["tcp", "tls", "ws", "wss", "http", "https"] },
	violation: { fields: named("clause", "message") satisfies FieldsOf<Violation> },
	violations: anything,
	...named("furtherViolations"),
	fault: { fields: named("rule", "action") satisfies FieldsOf<AppliedFault> },
	event: words<ConnectionEntry["event"]>({
		open: true,
		close: true,
		"handshake-failed": true,
		"upgrade-refused": true,
		fault: true,
		frame: true,
	}),
	...named("remoteAddress", "reachedHost", "reason", "reachedPort", "subprotocols", "alert"),
	endedBy: words<NonNullable<ConnectionEntry["endedBy"]>>({ client: true, network: true, broker: true }),
	tls: { fields: named("version", "cipher", "serverName") satisfies FieldsOf<TlsFacts> },
	frame: { fields: frame },
	direction,
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
		const { words: choices, fields } = known[field] as Known;
		if (choices !== undefined) checkWords(value, choices, prefix + field);
		if (fields !== undefined && isFields(value)) checkFields(value, fields, `${prefix}${field}.`);
	}
}

function checkWords(value: unknown, choices: readonly string[], field: string): void {
	for (const word of [value].flat()) {
		if (typeof word !== "string" || choices.includes(word)) continue;
		throw new BadMatch(field, `must be one of ${choices.join(", ")}, and not ${JSON.stringify(word)}`);
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
