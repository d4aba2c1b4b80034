import type { Socket } from "node:net";

/** A well-formed upgrade request, header by header. */
export const upgradeHeaders = {
	Host: "localhost",
	Connection: "Upgrade",
	Upgrade: "websocket",
	"Sec-WebSocket-Version": "13",
	"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** Sends a request and resolves with all that comes back until the server ends the connection. */
export function request(socket: Socket, requestLine: string, headers: Record<string, string>): Promise<string> {
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
	socket.write(`${requestLine}\r\n${lines.join("")}\r\n`);
	return untilClosed(socket);
}

/** All that comes until the socket is closed. */
export function untilClosed(socket: Socket): Promise<string> {
	return new Promise((resolve) => {
		let text = "";
		socket.on("data", (data) => {
			text += data;
		});
		socket.on("error", () => {});
		socket.on("close", () => resolve(text));
	});
}
