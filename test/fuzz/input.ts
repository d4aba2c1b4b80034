export const listeners = ["tcp", "ws", "tls", "wss", "http", "https"] as const;
export type ListenerName = (typeof listeners)[number];

/** What one connection does to the emulator, from its first byte to its last. */
export interface Input {
	/** What it is made for. */
	readonly kind: string;
	readonly listener: ListenerName;
	/** Written one after the other. */
	readonly chunks: readonly Buffer[];
	/** MQTT packets in them, whole or not; an HTTP request counts as one. */
	readonly packets: number;
	/** How it begins: as bytes on the bare socket, or behind a finished handshake (TLS, WebSocket upgrade). */
	readonly begins: "bare" | "established";
	/** How it ends: in good order, without a word, or with a reset. */
	readonly ends: "end" | "destroy" | "reset";
	/** Each chunk in a turn of the event loop of its own. */
	readonly slowly: boolean;
}

/** What an input may know of the emulator it is made for: a client that may connect, and what it may do then. */
export interface Target {
	readonly appID: string;
	readonly clientID: string;
	readonly username: string;
	readonly password: string;
	readonly thingID: string;
	readonly accessToken: string;
}
