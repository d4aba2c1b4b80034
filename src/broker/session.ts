import type { Duplex } from "node:stream";

export type ListenerName = "tcp" | "tls" | "ws" | "wss";

/** Where a connection came from. */
export interface Origin {
	readonly listener: ListenerName;
	readonly remoteAddress: string;
	/** What the client typed to get here: TLS server name, WebSocket Host header, else the local address. No port, no brackets. */
	readonly reachedHost: string;
}

/** One transport connection, before MQTT. */
export interface Connection {
	readonly stream: Duplex;
	readonly origin: Origin;
	/** Ends the connection with a reset of TCP: what was not sent yet is lost. */
	reset?(): void;
}

/** What CONNECT said about its sender. */
export interface Credentials {
	readonly clientID: string;
	readonly username: string | undefined;
	readonly password: string | undefined;
}

/**
 * What a connection may do once its credentials were accepted.
 * `onboarding`: Kii's default broker, publishes `p/anonymous/thing-if/apps/{appID}/onboardings` only.
 * `endpoint`: an issued endpoint, subscribes to `mqttTopic` (= client ID) and publishes below `p/{mqttTopic}/thing-if/apps/{appID}/`.
 */
export type Grant =
	| { readonly kind: "onboarding"; readonly appID: string }
	| { readonly kind: "endpoint"; readonly appID: string; readonly mqttTopic: string };

/** A refused CONNECT: MQTT return code 4 (bad user name or password) or 5 (not authorized), and why, for the log. */
export interface Refusal {
	readonly kind: "refused";
	readonly returnCode: 4 | 5;
	readonly reason: string;
}

/** Decides on a CONNECT. A rejection is logged and answered with return code 3 (server unavailable). */
export type Authenticate = (credentials: Credentials) => Promise<Grant | Refusal>;

/** An API request published by a session that may publish it. */
export interface PublishedRequest {
	readonly clientID: string;
	readonly appID: string;
	readonly anonymous: boolean;
	readonly reachedHost: string;
	readonly remoteAddress: string;
	/** The connection it came on, by identity: equal for all requests of one connection, usable as a WeakMap key. */
	readonly connection: object;
	/** Number of the connection, from 1. */
	readonly connectionNumber: number;
	readonly listener: ListenerName;
	readonly topic: string;
	readonly payload: Uint8Array;
	/** Publishes on the same topic to the same connection, QoS 0; dropped when the connection is gone. */
	reply(payload: string): void;
	/** Tells that the request breaks a rule, of a page of Kii's guide. */
	violated(clause: string, message: string): void;
}

/** Takes one request; resolves when it was answered. The broker reads no more from a client with too many unanswered ones. */
export type HandleRequest = (request: PublishedRequest) => Promise<void>;
