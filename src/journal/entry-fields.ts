import { METHODS } from "node:http";
import {
	type ApiEntry,
	type AppliedFault,
	type ConnectionEntry,
	type Content,
	type ControlFrame,
	type DecodedPacket,
	type EntryKind,
	type HttpEntry,
	type MqttEntry,
	type PushEntry,
	packetTypes,
	type TlsFacts,
	type Violation,
} from "./entry.ts";
import { whyNoFilter } from "./topic-filter.ts";

/** A field with one value. */
export interface ScalarField {
	readonly is: "text" | "number" | "boolean";
	/** All the values that there are. */
	readonly choices?: readonly (string | number | boolean)[];
	/** What is wrong with a value of the right type. */
	why?(value: string | number | boolean): string | undefined;
	/** Where to look for what has been written here. */
	readonly hint?: string;
}

/** What a field of an entry may have in it. */
export type Known =
	| ScalarField
	| { readonly is: "object"; readonly fields: KnownFields }
	| { readonly is: "list"; readonly of: Known }
	/** Texts by names in lower case. */
	| { readonly is: "headers" }
	| { readonly is: "json" };

export type KnownFields = Readonly<Record<string, Known>>;
/** The fields of one type, none of them missing. */
type FieldsOf<T, Never extends string = never> = Readonly<Record<Exclude<keyof T, Never>, Known>>;

const text: Known = { is: "text" };
const number: Known = { is: "number" };
const flag: Known = { is: "boolean" };
const json: Known = { is: "json" };
const headers: Known = { is: "headers" };
/** Only there when it is so. */
const marked: Known = { is: "boolean", choices: [true] };
const qos: Known = { is: "number", choices: [0, 1, 2] };
const topic: Known = { is: "text", why: (value) => whyNoFilter(String(value)) };
const status = whole(0, 599);
const texts: Known = { is: "list", of: text };

/** Each of the words of a type, none of them missing. */
function words<Word extends string>(each: Readonly<Record<Word, true>>): Known {
	return { is: "text", choices: Object.keys(each) };
}

function whole(least: number, most = Number.POSITIVE_INFINITY): Known {
	const range = most === Number.POSITIVE_INFINITY ? `from ${least} on` : `from ${least} to ${most}`;
	const isIn = (value: unknown) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
	return { is: "number", why: (value) => (isIn(value) ? undefined : `must be a whole number ${range}`) };
}

function object(fields: KnownFields): Known {
	return { is: "object", fields };
}

const content: FieldsOf<Content> = {
	payload: { is: "text", hint: "json has it parsed" },
	payloadBase64: text,
	json,
};
const will: FieldsOf<NonNullable<DecodedPacket["will"]>> = { ...content, topic, qos, retain: flag };
const packet: FieldsOf<DecodedPacket> = {
	...content,
	packetID: whole(0, 65_535),
	dup: flag,
	qos,
	retain: flag,
	topic,
	clientID: text,
	protocolLevel: whole(0, 255),
	cleanSession: flag,
	keepalive: whole(0, 65_535),
	username: text,
	password: text,
	will: object(will),
	returnCode: whole(0, 255),
	sessionPresent: flag,
	subscriptions: { is: "list", of: object({ filter: text, qos }) },
	granted: { is: "list", of: whole(0, 255) },
	filters: texts,
	hex: text,
	reason: text,
};
const direction = words<ControlFrame["direction"]>({ in: true, out: true });
const frame: FieldsOf<ControlFrame> = {
	direction,
	type: words<ControlFrame["type"]>({ ping: true, pong: true, close: true, text: true }),
	code: number,
};
const violation = object({ clause: text, message: text } satisfies FieldsOf<Violation>);

const common = {
	kind: words<EntryKind>({ connection: true, mqtt: true, http: true, api: true, push: true }),
	seq: whole(1),
	time: number,
	elapsed: number,
	app: text,
	violation,
	violations: { is: "list", of: violation },
	furtherViolations: whole(1),
	fault: object({ rule: text, action: text } satisfies FieldsOf<AppliedFault>),
} as const;
/** Where an entry came from, if that was a connection of MQTT. */
const where: FieldsOf<Pick<MqttEntry, "client" | "connection" | "listener">> = {
	client: text,
	connection: whole(1),
	listener: { is: "text", choices: ["tcp", "tls", "ws", "wss", "http", "https"] },
};
const call = {
	method: { is: "text", choices: METHODS },
	path: text,
	route: text,
	status,
	requestHeaders: headers,
	requestBody: json,
	requestBase64: text,
	responseHeaders: headers,
	responseBody: json,
	responseBase64: text,
	durationMs: number,
	truncated: marked,
} as const;

const connection: FieldsOf<ConnectionEntry> = {
	...common,
	...where,
	event: words<ConnectionEntry["event"]>({
		open: true,
		close: true,
		"handshake-failed": true,
		"upgrade-refused": true,
		fault: true,
		frame: true,
	}),
	remoteAddress: text,
	reachedHost: text,
	reason: text,
	endedBy: words<NonNullable<ConnectionEntry["endedBy"]>>({ client: true, network: true, broker: true }),
	reachedPort: whole(1, 65_535),
	tls: object({ version: text, cipher: text, serverName: text } satisfies FieldsOf<TlsFacts>),
	subprotocols: texts,
	frame: object(frame),
	alert: text,
	status,
};
const mqtt: FieldsOf<MqttEntry> = {
	...common,
	...where,
	direction,
	type: { is: "text", choices: packetTypes },
	topic,
	packet: object(packet),
	size: whole(0),
	truncated: marked,
};
const http: FieldsOf<HttpEntry, keyof typeof where> = { ...common, ...call, remoteAddress: text };
const api: FieldsOf<ApiEntry> = { ...common, ...where, ...call, topic, requestID: text };
const push: FieldsOf<PushEntry, keyof typeof where> = {
	...common,
	...content,
	topic,
	delivered: flag,
	reason: text,
	owner: text,
	truncated: marked,
};

/** The fields of an entry, by its kind. */
export const fieldsOfKind: Readonly<Record<EntryKind, KnownFields>> = { connection, mqtt, http, api, push };

/** Those of an entry of whatever kind. */
export const entryFields: KnownFields = { ...connection, ...mqtt, ...http, ...api, ...push };
