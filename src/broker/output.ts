import type { Duplex } from "node:stream";
import { atEndOfTurn, numberOfTurn } from "./end-of-turn.ts";
import { isPublish } from "./packets/encode.ts";

/** Bytes gathered at the most before they are written. */
const largestBatch = 65_536;

/** A turn that is long ago. */
const never = -2;

export interface OutputEvents {
	/** More waits than may. */
	onOverflow(buffered: number): void;
	/** Whether the client waits for further PUBLISH packets, which come soon. */
	mayBringMore(): boolean;
}

/**
 * Everything that leaves on one connection. Writes without ever waiting: a client that takes nothing costs at most
 * `maxBufferedBytes`, then it is an overflow.
 *
 * A PUBLISH is never in the write, and so in the TLS record, of a CONNACK or SUBACK before it: ThingSDK, a C client of
 * Kii, reads each of those with one read and takes whatever comes along for a part of it.
 */
export class Output {
	readonly #stream: Duplex;
	readonly #maxBufferedBytes: number;
	readonly #events: OutputEvents;
	// Of many connections each waits for one message most of the time. An array for it would be older than what it holds, and
	// the collector would take that for old, too, when it is dead.
	/** Gathered in this turn, the first and those behind it. */
	#first: Buffer | undefined;
	#further: Buffer[] | undefined;
	#batchBytes = 0;
	/** Control packets that have not left yet. */
	#leaving = 0;
	#held: Buffer[] | undefined;
	#heldBytes = 0;
	/** In which something has left, or is about to. */
	#lastTurn = never;
	/** What left last was no PUBLISH. */
	#isBehindControl = false;
	readonly #flush = () => this.#flushNow();

	constructor(stream: Duplex, maxBufferedBytes: number, events: OutputEvents) {
		this.#stream = stream;
		this.#maxBufferedBytes = maxBufferedBytes;
		this.#events = events;
	}

	/** Any packet but PUBLISH; it leaves at once. */
	control(packet: Buffer): void {
		this.#flushNow();
		this.#leaving++;
		this.#isBehindControl = true;
		this.#lastTurn = numberOfTurn();
		this.#stream.write(packet, () => {
			this.#leaving--;
			if (this.#leaving === 0) this.#release();
		});
		this.#checkLimit();
	}

	/**
	 * A PUBLISH. It leaves as soon as what is running now is done; of several right behind one another the further ones leave in
	 * one write, at the end of their turn of the event loop.
	 */
	publish(packet: Buffer): void {
		if (this.#leaving > 0) {
			this.#held ??= [];
			this.#held.push(packet);
			this.#heldBytes += packet.length;
		} else {
			this.#gather(packet);
		}
		this.#checkLimit();
	}

	/** Either of them. */
	packet(packet: Buffer): void {
		if (isPublish(packet)) this.publish(packet);
		else this.control(packet);
	}

	/** Nothing is held back any more: the connection is about to be ended. */
	end(): void {
		this.#release();
		this.#flushNow();
	}

	#flushNow(): void {
		const first = this.#first;
		const further = this.#further;
		if (first === undefined) return;
		this.#lastTurn = numberOfTurn();
		this.#isBehindControl = false;
		this.#first = this.#further = undefined;
		this.#batchBytes = 0;
		const stream = this.#stream;
		if (stream.destroyed) return;
		if (further === undefined) {
			stream.write(first);
			return;
		}
		stream.cork();
		stream.write(first);
		for (const packet of further) stream.write(packet);
		stream.uncork();
	}

	// Each publish of many would be a write of its own otherwise; a single one, as a reply, is not kept waiting for others.
	#gather(packet: Buffer): void {
		if (this.#first === undefined) {
			this.#first = packet;
			const turn = numberOfTurn();
			const turns = turn - this.#lastTurn;
			// A client that asks for one thing after the other has its next request here in the very next turn.
			const isAlone = turns > 1 || (turns === 1 && !this.#isBehindControl && !this.#events.mayBringMore());
			if (isAlone) process.nextTick(this.#flush);
			else atEndOfTurn(this.#flush);
			this.#lastTurn = turn;
		} else if (this.#further === undefined) this.#further = [packet];
		else this.#further.push(packet);
		this.#batchBytes += packet.length;
		if (this.#batchBytes >= largestBatch) this.#flushNow();
	}

	#release(): void {
		const packets = this.#held;
		if (packets === undefined) return;
		this.#held = undefined;
		this.#heldBytes = 0;
		for (const packet of packets) this.#gather(packet);
	}

	#checkLimit(): void {
		const buffered = this.#stream.writableLength + this.#batchBytes + this.#heldBytes;
		if (buffered > this.#maxBufferedBytes) this.#events.onOverflow(buffered);
	}
}
