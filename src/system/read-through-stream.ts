import type { Duplex } from "node:stream";

/**
 * Has what an HTTP server reads from a connection pass the socket as a stream, where it can be changed. Node's server takes it
 * from the system directly, until somebody else listens for data: then it gives that up for good.
 */
export function readThroughStream(socket: Duplex): void {
	const nobody = () => {};
	socket.on("data", nobody);
	socket.off("data", nobody);
}
