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

/** The socket below a TLS socket of a server that {@link rememberCarriers} knows; any other socket carries itself. */
export function carrierOf(socket: Socket): Socket | undefined {
	return socket instanceof TLSSocket ? carriers.get(socket) : socket;
}

/** Those that are being reset. */
const resets = new WeakSet<Socket>();

/** Whether {@link resetSocket} ends, or has ended, the connection of a socket. */
export function isReset(socket: Socket): boolean {
	return resets.has(socket);
}

/** Ends a connection with a reset of TCP: what was not sent yet is lost, and the other side gets an error. */
export function resetSocket(socket: Socket): void {
	resets.add(socket);
	const carrier = carrierOf(socket);
	if (carrier === undefined || carrier.destroyed) return void socket.destroy();
	if (carrier === socket) return void socket.resetAndDestroy();
	// By way of TLS, which destroys what carries it: were that reset first, Node would free TLS while it is at work, and crash.
	carrier.destroy = () => {
		delete (carrier as Partial<Pick<Socket, "destroy">>).destroy;
		return carrier.resetAndDestroy();
	};
	socket.destroy();
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
	return `${remoteAddress} ${remotePort}`;
}
