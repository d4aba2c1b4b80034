import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { resetSocket } from "../../system/reset-socket.ts";
import type { ListenerName } from "../session.ts";
import { chooseSubprotocol } from "./choose-subprotocol.ts";
import type { ListenOptions } from "./listener.ts";
import { plainAddress, reachedHost } from "./reached-host.ts";
import { tlsFacts } from "./tls-facts.ts";
import { webSocketDuplex } from "./web-socket-duplex.ts";
import { webSocketFrames } from "./web-socket-frames.ts";

const paths = new Set(["/", "/mqtt"]);

/** Bytes of the largest WebSocket message: a client may put many MQTT packets into one. */
const maxMessageSize = 4 * 1024 * 1024;

/** Milliseconds a peer has to answer a close frame before its socket is destroyed. */
const closeTimeout = 1000;

/**
 * Lets `server` upgrade requests for `/mqtt` and `/` to MQTT connections; anything else gets an HTTP error.
 * Returns the farewell for shutting down: close code 1001 to every client, resolved when all are gone.
 */
export function acceptWebSockets(
	listener: ListenerName,
	server: Server,
	{ log, maxPacketSize = 0, onConnection }: ListenOptions,
): () => Promise<void> {
	const settings = {
		noServer: true,
		perMessageDeflate: false,
		// Text is refused as text, 1003, whatever it is: MQTT in a text frame is seldom UTF-8.
		skipUTF8Validation: true,
		maxPayload: Math.max(maxMessageSize, 2 * maxPacketSize),
		closeTimeout,
		handleProtocols: (offered: Set<string>) => chooseSubprotocol(offered) ?? false,
	};
	const webSockets = new WebSocketServer(settings);

	server.on("request", (_request, response) => {
		response.writeHead(426, { "content-type": "text/plain", upgrade: "websocket", connection: "upgrade, close" });
		response.end("This port speaks MQTT over WebSocket: connect with a WebSocket client to the path /mqtt.\n");
	});

	server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
		const remoteAddress = plainAddress(request.socket.remoteAddress);
		const offered = request.headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim());
		const refuse = (status: string, sentence: string) => {
			// Neither the query nor the subprotocols offered: browser clients put access tokens there.
			log.warn({ listener, remoteAddress, path: pathOf(request) }, `WebSocket refused: ${sentence}`);
			answer(socket, status, sentence);
		};
		if (!paths.has(pathOf(request))) return refuse("404 Not Found", "the path for MQTT is /mqtt");
		if (offered !== undefined && chooseSubprotocol(offered) === undefined)
			return refuse("400 Bad Request", "the subprotocol must be mqtt or mqttv3.1");
		webSockets.handleUpgrade(request, socket, head, (webSocket) => {
			const frames = webSocketFrames(webSocket);
			const stream = webSocketDuplex(webSocket);
			stream.on("error", (error) => {
				log.debug({ listener, remoteAddress, error: error.message }, "connection failed");
			});
			const host = reachedHost(request.headers.host, request.socket);
			const reset = () => resetSocket(request.socket);
			const origin = {
				listener,
				remoteAddress,
				reachedHost: host,
				reachedPort: request.socket.localPort,
				tls: tlsFacts(request.socket),
				subprotocols: offered ?? [],
			};
			onConnection({ stream, origin, reset, frames });
		});
	});

	return async () => {
		await Promise.all([...webSockets.clients].map(sayGoodbye));
	};
}

function pathOf({ url = "" }: IncomingMessage): string {
	return url.replace(/^\w+:\/\/[^/?]*/, "").replace(/\?.*$/s, "") || "/";
}

function answer(socket: Duplex, status: string, sentence: string): void {
	const body = `${sentence}\n`;
	socket.on("error", () => {});
	socket.once("finish", () => socket.destroy());
	socket.end(
		`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
	);
}

function sayGoodbye(webSocket: WebSocket): Promise<void> {
	return new Promise((resolve) => {
		webSocket.once("close", () => resolve());
		webSocket.close(1001, "the emulator is shutting down");
		// A paused socket would never read the answer.
		webSocket.resume();
	});
}
