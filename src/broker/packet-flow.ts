import type { Duplex } from "node:stream";
import { type ClientPacket, decodePacket } from "./packets/decode-packet.ts";
import { type Frame, FrameReader, type FrameRules } from "./packets/frame-reader.ts";

export interface PacketTaker extends FrameRules {
	/** True while no packet is to be taken, for the broker is not done with those before. */
	mustWait(): boolean;
	/** A packet as it came. What is returned is decoded and taken. */
	incoming(frame: Frame): Frame | undefined;
	/** Bytes that are no packet, before `failed` is called. */
	unreadable(bytes: Buffer): void;
	take(packet: ClientPacket): void;
	/**
	 * Called once for a packet that may not be, or for a fault while it was taken.
	 * @param bytes what came, from the beginning of what this packet came in
	 */
	failed(error: unknown, bytes?: Buffer): void;
}

/**
 * The packets of a connection, one after the other. Read-side back-pressure: while `mustWait` holds, what a client sends stays
 * in its own buffers.
 */
export class PacketFlow {
	readonly #stream: Duplex;
	readonly #taker: PacketTaker;
	readonly #frames: FrameReader;
	#isReading = true;
	#hasStopped = false;
	#isTaking = false;
	#delivered: Frame[] | undefined;

	constructor(stream: Duplex, taker: PacketTaker) {
		this.#stream = stream;
		this.#taker = taker;
		this.#frames = new FrameReader(taker);
		stream.on("data", (chunk: Buffer) => {
			if (this.#hasStopped) return;
			this.#frames.push(chunk);
			this.advance();
		});
	}

	/** False while nothing is read from the connection. */
	get isReading(): boolean {
		return this.#isReading;
	}

	/** Goes on after a wait. */
	advance(): void {
		if (this.#hasStopped || this.#isTaking) return;
		this.#isTaking = true;
		try {
			this.#takeAll();
		} catch (error) {
			this.#hasStopped = true;
			this.#taker.failed(error, this.#frames.received());
		} finally {
			this.#isTaking = false;
		}
		const read = !this.#taker.mustWait();
		if (this.#hasStopped || read === this.#isReading) return;
		this.#isReading = read;
		if (read) this.#stream.resume();
		else this.#stream.pause();
	}

	/**
	 * Takes a packet, behind those that are being waited with, as if it had just come and been let through. Of one that is
	 * given while another is being taken, the turn comes right behind that.
	 */
	deliver(frame: Frame): void {
		if (this.#hasStopped) return;
		this.#delivered ??= [];
		this.#delivered.push(frame);
		this.advance();
	}

	/** Takes nothing any more: what still comes is thrown away. */
	stop(): void {
		this.#hasStopped = true;
	}

	#takeAll(): void {
		const taker = this.#taker;
		while (!taker.mustWait()) {
			const late = this.#delivered?.shift();
			const frame = late ?? this.#next();
			if (frame === undefined) break;
			// What came in time was looked at when its first byte came.
			if (late !== undefined) taker.checkFixedHeader(late.type, late.flags);
			const taken = late ?? taker.incoming(frame);
			if (taken !== undefined) taker.take(decodePacket(taken));
		}
	}

	#next(): Frame | undefined {
		try {
			return this.#frames.next();
		} catch (error) {
			this.#taker.unreadable(this.#frames.rest());
			throw error;
		}
	}
}
