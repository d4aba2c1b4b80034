import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { resetSocket } from "../../system/reset-socket.ts";
import type { ListenerName } from "../session.ts";
import { chooseSubprotocol } from "./choose-subprotocol.ts";
import type { ListenOptions } from "./listener.ts";
import { plainAddress, reachedHost, reachedPort } from "./reached-host.ts";
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
	{ log, maxPacketSize = 0, onConnection, onRefusedUpgrade }: ListenOptions,
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

	const tellRefused = (request: IncomingMessage, status: number, reason: string) =>
		onRefusedUpgrade?.({
			listener,
			remoteAddress: plainAddress(request.socket.remoteAddress),
			reachedHost: reachedHost(request.headers.host, request.socket),
			status,
			reason,
			subprotocols: subprotocolsOf(request) ?? [],
		});
	const refuse = (request: IncomingMessage, socket: Duplex, status: number, sentence: string) => {
		const remoteAddress = plainAddress(request.socket.remoteAddress);
		// Neither the query nor the subprotocols offered: browser clients put access tokens there.
		log.warn({ listener, remoteAddress, path: pathOf(request) }, `WebSocket refused: ${sentence}`);
		tellRefused(request, status, sentence);
		answer(socket, status, sentence);
	};

	server.on("request", (request, response) => {
		tellRefused(request, 426, "an HTTP request that does not ask for WebSocket");
		response.writeHead(426, { "content-type": "text/plain", upgrade: "websocket", connection: "upgrade, close" });
		response.end("This port speaks MQTT over WebSocket: connect with a WebSocket client to the path /mqtt.\n");
	});

	server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
		const remoteAddress = plainAddress(request.socket.remoteAddress);
		const offered = subprotocolsOf(request);
		if (!paths.has(pathOf(request))) return refuse(request, socket, 404, "the path for MQTT is /mqtt");
		if (offered !== undefined && chooseSubprotocol(offered) === undefined)
			return refuse(request, socket, 400, "the subprotocol must be mqtt or mqttv3.1");
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
				reachedPort: reachedPort(request.socket),
				tls: tlsFacts(request.socket),
				subprotocols: offered ?? [],
			};
			onConnection({ stream, origin, reset, frames });
		});
	});

	webSockets.on("wsClientError", (error: Error, socket: Duplex, request: IncomingMessage) => {
		refuse(request, socket, request.method === "GET" ? 400 : 405, error.message);
	});

	return async () => {
		await Promise.all([...webSockets.clients].map(sayGoodbye));
	};
}

function pathOf({ url = "" }: IncomingMessage): string {
	return url.replace(/^\w+:\/\/[^/?]*/, "").replace(/\?.*$/s, "") || "/";
}

/** The subprotocols that are offered (RFC 6455, 11.3.4). */
function subprotocolsOf({ headers }: IncomingMessage): readonly string[] | undefined {
	return headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim());
}

function answer(socket: Duplex, status: number, sentence: string): void {
	const body = `${sentence}\n`;
	socket.on("error", () => {});
	socket.once("finish", () => socket.destroy());
	socket.end(
		[
			`HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
			"Connection: close",
			"Content-Type: text/plain",
			`Content-Length: ${body.length}`,
			// The one to come back with (RFC 6455, 4.4).
			"Sec-WebSocket-Version: 13",
			"",
			body,
		].join("\r\n"),
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
