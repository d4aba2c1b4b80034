import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Log } from "../../core/ports.ts";
import type { SocketGate } from "../../system/accept-sockets.ts";
import type { TlsMaterial } from "../certificates/tls-material.ts";
import type { Connection, ListenerName } from "../session.ts";
import type { FailedHandshake } from "./drop-failed-handshakes.ts";

/** One open port that turns sockets into connections. */
export interface Listener {
	readonly name: ListenerName;
	/** The real port, also when 0 was asked for. */
	readonly port: number;
	/** What new handshakes present, on a listener with TLS. */
	useTls?(tls: TlsMaterial): void;
	/** Takes a connection that has come in another way than by its port. */
	accept(stream: Duplex): void;
	/** Takes no more connections; those there are live on. */
	stopAccepting(): Promise<void>;
	/** Stops accepting, tells WebSocket clients 1001 (going away), ends every socket. Resolves when all are gone. */
	close(): Promise<void>;
}

/** A request to a port for WebSocket that was answered by an HTTP error. */
export interface RefusedUpgrade {
	readonly listener: string;
	readonly remoteAddress: string;
	readonly reachedHost: string;
	/** Of HTTP. */
	readonly status: number;
	readonly reason: string;
	readonly subprotocols: readonly string[];
}

/** How to open a listener. It rejects with Node's own error (`code: "EADDRINUSE"` and the like). */
export interface ListenOptions {
	readonly host: string;
	/** 0 asks the system for a free one. */
	readonly port: number;
	readonly log: Log;
	/** Bytes of the largest MQTT packet the broker will take: no WebSocket message limit is set below it. */
	readonly maxPacketSize?: number;
	/** Milliseconds a TLS handshake or an upgrade request may take. Real time: what comes before MQTT has no other clock. */
	readonly handshakeTimeout?: number;
	/** Asked for every socket accepted: false when it may not stay, and has been destroyed. */
	admit?(listener: ListenerName, socket: Socket): boolean;
	/** What may hold sockets back, and change what passes them. */
	gate?(listener: ListenerName): SocketGate;
	/** Told of every handshake that came to nothing. */
	onFailedHandshake?(failed: FailedHandshake): void;
	/** Told of every request on a port for WebSocket that did not lead to one. */
	onRefusedUpgrade?(refused: RefusedUpgrade): void;
	onConnection(connection: Connection): void;
}

export interface SecureListenOptions extends ListenOptions {
	readonly tls: TlsMaterial;
}
