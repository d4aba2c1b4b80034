/** The packets of MQTT 3.1.1, by their names in small letters (table 2.1). */
export const packetNames = [
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
] as const;

export type PacketName = (typeof packetNames)[number];
export type Direction = "in" | "out";
export type MqttListener = "tcp" | "tls" | "ws" | "wss";
export type AnyListener = MqttListener | "http" | "https";
export type SecureListener = "tls" | "wss" | "https";

/** What all rules have in common. */
export interface CommonRule {
	/** A name to find the rule by; made up when missing. */
	readonly id?: string;
	/** Matches let pass before the first hit; 0 by default. */
	readonly after?: number;
	/** Hits, after which the rule ends by itself; without it the rule stays. */
	readonly times?: number;
	/** Chance of a hit for each match behind `after`, above 0 and at most 1; 1 by default. */
	readonly probability?: number;
	/** Makes everything that is left to chance repeatable: a whole number. Chosen and told when missing. */
	readonly seed?: number;
	/** Anything, for people. */
	readonly note?: string;
}

/** When a delay is over. */
interface Delay {
	/** Milliseconds. */
	readonly delayMs?: number;
	/** Milliseconds by which a delay is at most shorter or longer; 0 by default. */
	readonly jitterMs?: number;
	/** Which time it is that passes: `real` by default, or the emulator's, which a test may move. */
	readonly clock?: "real" | "emulator";
}

/** Does something to packets of MQTT. */
export interface PacketRule extends CommonRule, Delay {
	readonly on: PacketName | "any";
	readonly action:
		| "drop"
		| "delay"
		| "duplicate"
		| "corrupt"
		| "hold"
		| "refuse"
		/** `close-before`. */
		| "close"
		/** `reset-before`. */
		| "reset"
		| "close-before"
		| "close-after"
		| "reset-before"
		| "reset-after";
	/** From the client or to it; both by default. */
	readonly direction?: Direction;
	readonly app?: string;
	/** A client ID. */
	readonly client?: string;
	readonly listener?: MqttListener;
	/** The number of a connection, as in the journal. */
	readonly connection?: number;
	/** A topic filter, for PUBLISH. */
	readonly topic?: string;
	/** Of what is published to a client: the answers of the API over MQTT only, or pushes only. */
	readonly what?: "reply" | "push";
	/** For `delay` and `hold`: what comes behind the packet in its direction waits too, instead of overtaking it. */
	readonly inOrder?: boolean;
	/** For `corrupt`: flip a bit (default), leave bytes out at the end, or lie about the length. */
	readonly how?: "flip" | "truncate" | "length";
	/** For `refuse`: that of the CONNACK, 1 to 255. */
	readonly returnCode?: number;
}

/**
 * Does something to the bytes of connections. A match is a connection, whether it is there already or still to come; on HTTP
 * and HTTPS its next request that is none of the control API, for which all that follows is not meant.
 */
export interface NetworkRule extends CommonRule {
	readonly on: "network";
	readonly action: "latency" | "bandwidth" | "slice" | "half-open" | "limit" | "reset" | "refuse";
	/** All of them by default. */
	readonly listener?: AnyListener | readonly AnyListener[];
	/** The address of a client, as in the journal. */
	readonly remoteAddress?: string;
	/** From the client (`in`) or to it; both by default. Not for `reset` and `refuse`. */
	readonly direction?: Direction;
	/** For `latency`: of each way; for `slice`: between two pieces (0); for `reset`: until then (0). Milliseconds. */
	readonly delayMs?: number;
	/** For `latency` and `reset`: milliseconds by which the delay is at most shorter or longer; 0 by default. */
	readonly jitterMs?: number;
	/** For `bandwidth`: of each way. */
	readonly bytesPerSecond?: number;
	/** For `slice`: bytes of a piece; for `limit`: of each way, after which the connection is ended. */
	readonly bytes?: number;
	/** For `refuse`: `reset` a new connection (default), or let it `hang` without ever an answer; for `limit`: `close` (default) or `reset`. */
	readonly how?: "close" | "reset" | "hang";
	/** Which time it is that passes: the emulator's by default, which a test may stop and move, or `real`. */
	readonly clock?: "real" | "emulator";
}

/** Does something to calls of the API. */
export interface ApiRule extends CommonRule, Delay {
	readonly on: "api";
	readonly action: "respond" | "not-ready" | "delay" | "drop" | "reset";
	/** A method and a path, `PUT /thing-if/apps/:appID/targets/:target/states`; `*` is any method, any level, or any rest. */
	readonly route?: string;
	/** `any` by default. */
	readonly transport?: "http" | "mqtt" | "any";
	readonly app?: string;
	/** A client ID: calls over MQTT only. */
	readonly client?: string;
	readonly status?: number;
	readonly errorCode?: string;
	readonly message?: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Sent instead of the body made of `errorCode` and `message`: a text as it is, else as JSON. */
	readonly body?: unknown;
}

/** Has a TLS listener show another certificate, in handshakes that begin while the rule is there. */
export interface TlsRule extends CommonRule {
	readonly on: "tls";
	readonly action: CertificateKind;
	/** All three by default. */
	readonly listener?: SecureListener | readonly SecureListener[];
}

/** `normal` is for an emulator that has another `tls-mode`. */
export type CertificateKind = "normal" | "expired" | "wrong-host" | "untrusted" | "large" | "huge";

export type FaultRule = PacketRule | NetworkRule | ApiRule | TlsRule;

/** A rule, and how far it has got. */
export type FaultStatus = FaultRule & {
	readonly id: string;
	readonly seed: number;
	/** What it could have acted on. */
	readonly matches: number;
	/** What it acted on. */
	readonly hits: number;
	/** Packets it holds. */
	readonly held: number;
	readonly state: "active" | "ended";
};
