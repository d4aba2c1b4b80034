import { createServer, type IncomingMessage, type Server } from "node:http";
import {
	createServer as createTlsServer,
	type Server as TlsServer,
	type ServerOptions as TlsServerOptions,
} from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureContextOptions } from "node:tls";
import type { FastifyInstance } from "fastify";
import { acceptSockets, type SocketGate } from "../system/accept-sockets.ts";
import { createPlainReader } from "./plain-reader.ts";

/** What upgrades requests to another protocol: WebSocket. */
export interface Upgrades {
	/** Whether this request, which asks for WebSocket, is meant for it. */
	takes(request: IncomingMessage): boolean;
	upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface HttpListenOptions {
	readonly app: FastifyInstance;
	readonly host: string;
	/** 0 takes a free one. */
	readonly port: number;
	/** Key and certificate: makes it HTTPS. */
	readonly tls?: TlsServerOptions;
	/** Given the HTTPS server before it listens: what goes wrong before HTTP is not this folder's business. */
	onTlsServer?(server: TlsServer): void;
	/** Milliseconds a TLS handshake may take, and then the head of each request; 20 s by default. */
	readonly headerTimeout?: number;
	/** Asked for every socket accepted: false when it may not stay, and has been destroyed. */
	admit?(socket: Socket): boolean;
	/** What may hold sockets back, and change what passes them. */
	readonly gate?: SocketGate;
	readonly upgrades?: Upgrades;
	/** A connection could not be accepted. */
	onAcceptError?(error: Error): void;
}

export interface HttpListener {
	/** The port in fact. */
	readonly port: number;
	/** What new handshakes present, on HTTPS. */
	useTls?(options: SecureContextOptions): void;
	/** Stops accepting; lets the requests under way finish, at most `grace` milliseconds. */
	close(grace: number): Promise<void>;
}

/** Serves the route table over HTTP or HTTPS. Rejects with the system's error, e.g. EADDRINUSE. */
export async function listenHttp(options: HttpListenOptions): Promise<HttpListener> {
	const { app, host, port, tls, onTlsServer, headerTimeout = 20_000 } = options;
	const handler: Parameters<typeof createServer>[1] = (request, response) => app.routing(request, response);
	const limits = {
		handshakeTimeout: headerTimeout,
		headersTimeout: headerTimeout,
		requestTimeout: headerTimeout + 40_000,
		connectionsCheckingInterval: Math.min(headerTimeout, 1000),
		keepAliveTimeout: 65_000,
		insecureHTTPParser: false,
	};
	const tlsServer = tls && createTlsServer({ ...limits, ...tls }, handler);
	const server: Server = tlsServer ?? createServer(limits, handler);
	// A TLS server only reports a handshake that takes too long, and there is no TLS yet to send an HTTP answer through.
	server.prependListener("tlsClientError", (_error: Error, socket: Socket) => void socket.destroy());
	// Behind that, so that it comes before: the socket still has its address then.
	if (tlsServer) onTlsServer?.(tlsServer);
	server.on("clientError", onClientError);
	const plain = createPlainReader(limits, handler, onClientError);
	if (options.upgrades !== undefined) server.on("upgrade", upgradeBy(options.upgrades, plain.read));
	// `closeAllConnections` does not know of unfinished handshakes.
	const sockets = acceptSockets(server, options.admit ?? (() => true), options.gate);
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen({ host, port }, () => {
			server.off("error", reject);
			resolve();
		});
	});
	// A listening server reports faults of single connections only (EMFILE on accept): not a reason to stop.
	server.on("error", (error) => options.onAcceptError?.(error));
	return {
		port: (server.address() as AddressInfo).port,
		...(tlsServer === undefined ? {} : { useTls: (context) => tlsServer.setSecureContext(context) }),
		close: (grace) =>
			new Promise((resolve) => {
				const timer = setTimeout(() => {
					for (const socket of sockets) socket.destroy();
				}, grace);
				server.close(() => {
					clearTimeout(timer);
					resolve();
				});
				server.closeIdleConnections();
				plain.closeIdle();
			}),
	};
}

/** Any other request that asks for an upgrade is answered as if it did not. */
function upgradeBy({ takes, upgrade }: Upgrades, readPlainly: Upgrades["upgrade"]): Upgrades["upgrade"] {
	return (request, socket, head) => {
		const isWebSocket = request.headers.upgrade?.toLowerCase() === "websocket";
		if (isWebSocket && takes(request)) upgrade(request, socket, head);
		else readPlainly(request, socket, head);
	};
}

/**
 * What is no HTTP. The C SDK sends `0\r\n\r\n` behind a GET with `Connection: Close`; that request has been dispatched
 * and is answered on this very socket, so the socket is left alone (real-clients 1.3, broker-facts 7).
 */
function onClientError(error: NodeJS.ErrnoException, socket: Socket): void {
	if (error.code === "HPE_CLOSED_CONNECTION") return;
	if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
	const status =
		error.code === "HPE_HEADER_OVERFLOW"
			? "431 Request Header Fields Too Large"
			: error.code === "ERR_HTTP_REQUEST_TIMEOUT"
				? "408 Request Timeout"
				: "400 Bad Request";
	const body = JSON.stringify({ errorCode: "BAD_REQUEST", message: `Not a valid HTTP request: ${error.message}` });
	socket.end(
		`HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
	);
}
