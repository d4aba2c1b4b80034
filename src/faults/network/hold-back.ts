import type { Socket } from "node:net";

/**
 * Keeps a socket that no server has taken up from being read, beyond one chunk, and from being closed because its other side is.
 * @returns gives it back as if nothing had been
 */
export function holdBack(socket: Socket): () => void {
	const come: (Buffer | null)[] = [];
	socket.push = (chunk: Buffer | null) => {
		come.push(chunk);
		return false;
	};
	return () => {
		delete (socket as Partial<Pick<Socket, "push">>).push;
		for (const chunk of come) socket.push(chunk);
	};
}
