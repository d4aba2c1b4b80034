import type { Server, Socket } from "node:net";
import { type TLSSocket, Server as TlsServer } from "node:tls";
import { carrierOf, rememberCarriers } from "./reset-socket.ts";

/** What stands between a listening server and the sockets that it has accepted. */
export interface SocketGate {
	/** `takeUp` gives the socket to its server, now or later; until then the server does not know of it. */
	accepted(socket: Socket, takeUp: () => void): void;
	/** TLS is established: `socket` has the plain bytes of what `carrier` carries. */
	secured(carrier: Socket, socket: TLSSocket): void;
}

/**
 * Has `server` take up only the sockets that are admitted, when `gate` says so. To be called when it has all its listeners
 * for connections, and before it listens.
 * @returns the sockets that are open; those of a TLS server are the ones below TLS, which covers unfinished handshakes too
 */
export function acceptSockets(
	server: Server,
	admit: (socket: Socket) => boolean,
	gate: SocketGate | undefined,
): ReadonlySet<Socket> {
	const sockets = new Set<Socket>();
	if (server instanceof TlsServer) {
		if (gate !== undefined) server.prependListener("secureConnection", (socket: TLSSocket) => secured(gate, socket));
		// Behind that, so that it comes before.
		rememberCarriers(server);
	}
	const listeners = server.listeners("connection");
	server.removeAllListeners("connection");
	server.on("connection", (socket: Socket) => {
		if (!admit(socket)) return;
		sockets.add(socket);
		// It comes once: `once` would make two more functions for each connection.
		socket.on("close", () => sockets.delete(socket));
		const takeUp = () => {
			for (const listener of listeners) listener.call(server, socket);
		};
		if (gate === undefined) takeUp();
		else gate.accepted(socket, takeUp);
	});
	return sockets;
}

function secured(gate: SocketGate, socket: TLSSocket): void {
	const carrier = carrierOf(socket);
	if (carrier !== undefined) gate.secured(carrier, socket);
}
