import type { Duplex } from "node:stream";
import { atEndOfTurn, numberOfTurn } from "./end-of-turn.ts";
import { isPublish } from "./packets/encode.ts";

/** Everything that leaves on one connection. */
export interface Output {
	/** Any packet but PUBLISH; it leaves at once. */
	control(packet: Buffer): void;
	/**
	 * A PUBLISH. It leaves as soon as what is running now is done; those that come right behind leave in one write at the end
	 * of their turn of the event loop.
	 */
	publish(packet: Buffer): void;
	/** Either of them. */
	packet(packet: Buffer): void;
	/** Nothing is held back any more: the connection is about to be ended. */
	end(): void;
}

/** Bytes gathered at the most before they are written. */
const largestBatch = 65_536;

/**
 * Writes without ever waiting: a client that takes nothing costs at most `maxBufferedBytes`, then `onOverflow` is called.
 *
 * A PUBLISH is never in the write, and so in the TLS record, of a CONNACK or SUBACK before it: ThingSDK, a C client of
 * Kii, reads each of those with one read and takes whatever comes along for a part of it.
 */
export function createOutput(stream: Duplex, maxBufferedBytes: number, onOverflow: (buffered: number) => void): Output {
	// Of many connections each waits for one message most of the time. An array for it would be older than what it holds, and
	// the collector would take that for old, too, when it is dead.
	/** Gathered in this turn, the first and those behind it. */
	let first: Buffer | undefined;
	let further: Buffer[] | undefined;
	let batchBytes = 0;
	/** Control packets that have not left yet. */
	let leaving = 0;
	let held: Buffer[] = [];
	let heldBytes = 0;
	/** In which something has left, or is about to. */
	let lastTurn = Number.NEGATIVE_INFINITY;

	function flush(): void {
		if (first === undefined) return;
		const [only, others] = [first, further];
		lastTurn = numberOfTurn();
		first = further = undefined;
		batchBytes = 0;
		if (stream.destroyed) return;
		if (others === undefined) {
			stream.write(only);
			return;
		}
		stream.cork();
		stream.write(only);
		for (const packet of others) stream.write(packet);
		stream.uncork();
	}

	// Each publish of many would be a write of its own otherwise; a single one, as a reply, is not kept waiting for others.
	function gather(packet: Buffer): void {
		if (first === undefined) {
			first = packet;
			const turn = numberOfTurn();
			if (turn - lastTurn > 1) process.nextTick(flush);
			else atEndOfTurn(flush);
			lastTurn = turn;
		} else if (further === undefined) further = [packet];
		else further.push(packet);
		batchBytes += packet.length;
		if (batchBytes >= largestBatch) flush();
	}

	function release(): void {
		const packets = held;
		held = [];
		heldBytes = 0;
		for (const packet of packets) gather(packet);
	}

	function checkLimit(): void {
		const buffered = stream.writableLength + batchBytes + heldBytes;
		if (buffered > maxBufferedBytes) onOverflow(buffered);
	}

	return {
		control(packet) {
			flush();
			leaving++;
			lastTurn = numberOfTurn();
			stream.write(packet, () => {
				leaving--;
				if (leaving === 0) release();
			});
			checkLimit();
		},
		publish(packet) {
			if (leaving > 0) {
				held.push(packet);
				heldBytes += packet.length;
			} else {
				gather(packet);
			}
			checkLimit();
		},
		packet(packet) {
			if (isPublish(packet)) this.publish(packet);
			else this.control(packet);
		},
		end() {
			release();
			flush();
		},
	};
}
