import { createServer, type IncomingMessage, type RequestListener, type ServerOptions } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { readThroughStream } from "../system/read-through-stream.ts";

export interface PlainReader {
	/** Has a request that asked for another protocol read once more, and answered as HTTP/1.1. */
	read(request: IncomingMessage, socket: Duplex, head: Buffer): void;
	/** Closes the connections of such requests on which none is under way. */
	closeIdle(): void;
}

/**
 * Answers requests whose Upgrade is ignored, as a server may (RFC 9110, 7.8): some clients ask for HTTP/2 with every first
 * request. Node's server can only take all upgrades or none, so the others are given to a second one that takes none.
 */
export function createPlainReader(
	limits: ServerOptions,
	handler: RequestListener,
	onClientError: (error: NodeJS.ErrnoException, socket: Socket) => void,
): PlainReader {
	const underWay = new Map<Duplex, number>();
	const server = createServer(limits, (request, response) => {
		const { socket } = request;
		underWay.set(socket, (underWay.get(socket) ?? 0) + 1);
		response.once("close", () => {
			if (underWay.has(socket)) underWay.set(socket, (underWay.get(socket) ?? 1) - 1);
		});
		handler(request, response);
	});
	server.on("clientError", onClientError);
	return {
		read(request, socket, head) {
			socket.unshift(Buffer.concat([headOf(request), head]));
			underWay.set(socket, 0);
			socket.once("close", () => underWay.delete(socket));
			server.emit("connection", socket);
			readThroughStream(socket);
		},
		closeIdle() {
			for (const [socket, requests] of underWay) if (requests === 0) socket.destroy();
		},
	};
}

function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
	const lines = [`${method} ${url} HTTP/${httpVersion}`];
	for (let index = 0; index < rawHeaders.length; index += 2)
		lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
	return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}
