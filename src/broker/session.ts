import type { Duplex } from "node:stream";

export type ListenerName = "tcp" | "tls" | "ws" | "wss";

/** Where a connection came from. */
export interface Origin {
	readonly listener: ListenerName;
	readonly remoteAddress: string;
	/** What the client typed to get here: TLS server name, WebSocket Host header, else the local address. No port, no brackets. */
	readonly reachedHost: string;
	/** The port of ours that it came to. */
	readonly reachedPort?: number | undefined;
	readonly tls?: TlsFacts | undefined;
	/** The subprotocols that a client over WebSocket has offered. */
	readonly subprotocols?: readonly string[] | undefined;
}

/** A TLS session as it was agreed on. */
export interface TlsFacts {
	/** `TLSv1.3` … */
	readonly version: string;
	readonly cipher: string;
	/** SNI. */
	readonly serverName?: string;
}

/** A frame of WebSocket that carries no MQTT (RFC 6455, 5.5), or carries it in the wrong way. */
export interface ControlFrame {
	readonly direction: "in" | "out";
	readonly type: "ping" | "pong" | "close" | "text";
	/** Of `close`; 1005 is none, 1006 is no frame at all. */
	readonly code?: number;
}

/** How MQTT is put into frames: each write whole; each byte in a frame of its own; each write in fragments of one message. */
export type Framing = "whole" | "split" | "fragmented";

/** What is below a connection over WebSocket. */
export interface WebSocketFrames {
	watch(listener: (frame: ControlFrame) => void): void;
	ping(): void;
	/** Begins the closing handshake with that code (RFC 6455, 7.4). */
	close(code: number): void;
	/** Of what is sent from now on. */
	frame(how: Framing): void;
}

/** One transport connection, before MQTT. */
export interface Connection {
	readonly stream: Duplex;
	readonly origin: Origin;
	/** Ends the connection with a reset of TCP: what was not sent yet is lost. */
	reset?(): void;
	readonly frames?: WebSocketFrames;
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
	| { readonly kind: "endpoint"; readonly appID: string; readonly mqttTopic: string; readonly owner?: EndpointOwner };

/** Whose an endpoint is. The broker only hands it on. */
export interface EndpointOwner {
	readonly type: "user" | "group" | "thing";
	readonly id: string;
}

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
