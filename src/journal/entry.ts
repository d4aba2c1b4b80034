/** A rule that a client broke. */
export interface Violation {
	/** The clause of MQTT 3.1.1 (`MQTT-3.1.2-24`), the page of Kii's guide or the setting that says so. */
	readonly clause: string;
	readonly message: string;
}

/** What a fault rule did to a packet or a call. */
export interface AppliedFault {
	/** `id` of the rule. */
	readonly rule: string;
	readonly action: string;
}

interface EntryBase {
	/** Counts up from 1, over all apps. */
	readonly seq: number;
	/** Unix milliseconds of the app's clock. */
	readonly time: number;
	/** Milliseconds since the emulator's start, real ones, whatever the clock says. */
	readonly elapsed: number;
	/** Known of a connection as soon as its CONNECT is accepted; then of all its entries. */
	readonly app?: string;
	/** Client identifier of the MQTT connection. */
	readonly client?: string;
	/** Number of the MQTT connection, from 1. */
	readonly connection?: number;
	readonly listener?: string;
	/** The first rule that this broke. */
	readonly violation?: Violation;
	/** All of them, when they are several; at the most 20. */
	readonly violations?: readonly Violation[];
	/** How many it broke beyond those. */
	readonly furtherViolations?: number;
	readonly fault?: AppliedFault;
}

/** A message, as text when it is UTF-8, else in Base64; secrets are masked. */
export interface Content {
	readonly payload?: string;
	readonly payloadBase64?: string;
	/** The text once more, when it is JSON. */
	readonly json?: unknown;
}

export type EndedBy = "client" | "network" | "broker";

/** A TLS session as it was agreed on. */
export interface TlsFacts {
	/** `TLSv1.3` … */
	readonly version: string;
	/** By its name of IANA. */
	readonly cipher: string;
	/** The client's SNI; missing when it sent none. */
	readonly serverName?: string;
}

export interface ControlFrame {
	/** Seen from the broker. */
	readonly direction: "in" | "out";
	readonly type: "ping" | "pong" | "close" | "text";
	/** Of `close`; 1005: it has none. */
	readonly code?: number;
}

export interface ConnectionEntry extends EntryBase {
	readonly kind: "connection";
	/**
	 * `handshake-failed`: it ended before TLS was there, on `tls`, `wss` or `https`, and has no number.
	 * `upgrade-refused`: a request on `ws` or `wss` was answered by an HTTP error instead of WebSocket; it has no number either.
	 * `fault`: a network rule acts on it from now on, on any listener; it has no number either.
	 */
	readonly event: "open" | "close" | "handshake-failed" | "upgrade-refused" | "fault" | "frame";
	readonly remoteAddress: string;
	/** What the client typed to get here. */
	readonly reachedHost?: string;
	/** Why it was closed or refused, or its handshake failed. */
	readonly reason?: string;
	/** Who closed it: the client in good order, the network (a reset), or the broker. */
	readonly endedBy?: EndedBy;
	/** The port of the emulator that the client came to; of `open`. */
	readonly reachedPort?: number;
	/** What the handshake came to; of `open`, on `tls` and `wss`. */
	readonly tls?: TlsFacts;
	/** Offered by a client over WebSocket, maybe none, and masked where they may be secrets; of `open` and `upgrade-refused`. */
	readonly subprotocols?: readonly string[];
	/** Of `frame`: one of WebSocket that carries no packet of MQTT, or one with text, which must not. */
	readonly frame?: ControlFrame;
	/** The TLS alert with which the client refused: `unknown ca`, `bad certificate`, `certificate expired` … (RFC 8446, 6). */
	readonly alert?: string;
	/** Of HTTP; of `upgrade-refused`. */
	readonly status?: number;
}

export const packetTypes = [
	"reserved0",
	"connect",
	"connack",
	"publish",
	"puback",
	"pubrec",
	"pubrel",
	"pubcomp",
	"subscribe",
	"suback",
	"unsubscribe",
	"unsuback",
	"pingreq",
	"pingresp",
	"disconnect",
	"reserved15",
] as const;

/** The packet types by their number (MQTT 3.1.1, table 2.1). */
export type PacketTypeName = (typeof packetTypes)[number];

/** The fields of a packet; each type has some of them. */
export interface DecodedPacket extends Content {
	readonly packetID?: number;
	readonly dup?: boolean;
	readonly qos?: number;
	readonly retain?: boolean;
	readonly topic?: string;
	readonly clientID?: string;
	/** 3 is MQTT 3.1, 4 is MQTT 3.1.1. */
	readonly protocolLevel?: number;
	readonly cleanSession?: boolean;
	/** Seconds. */
	readonly keepalive?: number;
	readonly username?: string;
	/** Masked. */
	readonly password?: string;
	readonly will?: Content & { readonly topic: string; readonly qos: number; readonly retain: boolean };
	readonly returnCode?: number;
	readonly sessionPresent?: boolean;
	readonly subscriptions?: readonly { readonly filter: string; readonly qos: number }[];
	/** Of SUBACK: the QoS granted to each filter, 128 is a refusal. */
	readonly granted?: readonly number[];
	/** Of UNSUBSCRIBE. */
	readonly filters?: readonly string[];
	/** The bytes of a packet that could not be decoded, and why. */
	readonly hex?: string;
	readonly reason?: string;
}

export interface MqttEntry extends EntryBase {
	readonly kind: "mqtt";
	/** Seen from the broker. */
	readonly direction: "in" | "out";
	readonly type: PacketTypeName;
	/** Of a PUBLISH. */
	readonly topic?: string;
	readonly packet: DecodedPacket;
	/** Bytes of the whole packet. */
	readonly size: number;
	/** The payload was longer than the setting `journal-payload` keeps. */
	readonly truncated?: true;
}

interface Call {
	readonly method: string;
	/** With the query; secrets in it are masked. */
	readonly path: string;
	/** Pattern of the route that answered: `/api/apps/:appID/things/:thing`. */
	readonly route?: string;
	/** 0 when there was no answer. */
	readonly status: number;
	/** Names in lower case. */
	readonly requestHeaders: Readonly<Record<string, string>>;
	/** Parsed when it is JSON, else as text, else in Base64 with `requestBase64`. */
	readonly requestBody?: unknown;
	readonly requestBase64?: string;
	readonly responseHeaders: Readonly<Record<string, string>>;
	readonly responseBody?: unknown;
	readonly responseBase64?: string;
	/** Real milliseconds until the answer was ready. */
	readonly durationMs: number;
	/** A body was longer than the setting `journal-payload` keeps. */
	readonly truncated?: true;
}

export interface HttpEntry extends EntryBase, Call {
	readonly kind: "http";
	readonly remoteAddress?: string;
}

/** A call of the API over MQTT. */
export interface ApiEntry extends EntryBase, Call {
	readonly kind: "api";
	readonly topic: string;
	/** X-Kii-RequestID. */
	readonly requestID?: string;
}

/** A message that Kii sends by itself: a command, a result, a push message. */
export interface PushEntry extends EntryBase, Content {
	readonly kind: "push";
	readonly topic: string;
	/** Handed to a connection; its packet is an entry of its own. */
	readonly delivered: boolean;
	/** Why it was not delivered. */
	readonly reason?: string;
	/** Typed ID of the installation's owner: `thing:…` or `user:…`. */
	readonly owner?: string;
	readonly truncated?: true;
}

/** One thing that happened. */
export type Entry = ConnectionEntry | MqttEntry | HttpEntry | ApiEntry | PushEntry;

export type EntryKind = Entry["kind"];
