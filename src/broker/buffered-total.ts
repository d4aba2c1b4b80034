import type { Duplex } from "node:stream";

/** A connection, as far as its unsent bytes go. */
export interface Buffering {
	readonly stream: Pick<Duplex, "writableLength" | "once">;
	/** Closes it. `waiting` says how many bytes wait for it and others. */
	cutOff(setting: "maxBufferedTotal", waiting: string): void;
}

/** The bytes that wait for clients that do not read, all connections together. */
export interface BufferedTotal {
	/** To be called whenever something was written to a connection. */
	written(connection: Buffering): void;
	/** The connection is closed. */
	forget(connection: Buffering): void;
}

/** Bytes that may wait for a client that reads: Node's mark, from which on it says when they have left. */
const ofReaders = 16_384;

/**
 * Keeps what waits for all clients together below `limit`: beyond it the connection for which the most waits is closed.
 * Many clients that do not read, each within its own limit, would fill the memory otherwise.
 */
export function createBufferedTotal(limit: number): BufferedTotal {
	const waiting = new Map<Buffering, number>();
	let total = 0;

	function forget(connection: Buffering): void {
		total -= waiting.get(connection) ?? 0;
		waiting.delete(connection);
	}

	function closeSlowest(): void {
		let [slowest, most]: [Buffering | undefined, number] = [undefined, 0];
		for (const [connection, bytes] of waiting) if (bytes > most) [slowest, most] = [connection, bytes];
		if (slowest === undefined) return;
		const all = total;
		forget(slowest);
		slowest.cutOff("maxBufferedTotal", `${most} bytes wait for it, and ${all} for all clients`);
	}

	return {
		written(connection) {
			const bytes = connection.stream.writableLength;
			if (bytes < ofReaders) return;
			const before = waiting.get(connection);
			if (before === undefined) connection.stream.once("drain", () => forget(connection));
			waiting.set(connection, bytes);
			total += bytes - (before ?? 0);
			if (total > limit) closeSlowest();
		},
		forget,
	};
}
