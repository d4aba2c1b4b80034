import type { Server, Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** What carries a TLS socket. */
const carriers = new WeakMap<Socket, Socket>();

/** Has {@link resetSocket} work for the connections of a TLS server: Node does not tell what is below TLS. */
export function rememberCarriers(server: Server): void {
	const byPeer = new Map<string, Socket>();
	server.prependListener("connection", (socket: Socket) => {
		const peer = peerOf(socket);
		byPeer.set(peer, socket);
		socket.once("close", () => {
			if (byPeer.get(peer) === socket) byPeer.delete(peer);
		});
	});
	server.prependListener("secureConnection", (socket: TLSSocket) => {
		const carrier = byPeer.get(peerOf(socket));
		if (carrier !== undefined) carriers.set(socket, carrier);
	});
}

/** Ends a connection with a reset of TCP: what was not sent yet is lost, and the other side gets an error. */
export function resetSocket(socket: Socket): void {
	const carrier = socket instanceof TLSSocket ? carriers.get(socket) : socket;
	if (carrier !== undefined && !carrier.destroyed) carrier.resetAndDestroy();
	socket.destroy();
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
	return `${remoteAddress} ${remotePort}`;
}
