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
	/** Called once for a packet that may not be, or for a fault while it was taken. */
	failed(error: unknown): void;
}

/** The packets of a connection, one after the other. */
export interface PacketFlow {
	/** False while nothing is read from the connection. */
	readonly isReading: boolean;
	/** Goes on after a wait. */
	advance(): void;
	/**
	 * Takes a packet, behind those that are being waited with, as if it had just come and been let through. Of one that is
	 * given while another is being taken, the turn comes right behind that.
	 */
	deliver(frame: Frame): void;
	/** Takes nothing any more: what still comes is thrown away. */
	stop(): void;
}

/** Read-side back-pressure: while `mustWait` holds, what a client sends stays in its own buffers. */
export function createPacketFlow(stream: Duplex, taker: PacketTaker): PacketFlow {
	const frames = new FrameReader(taker);
	let isReading = true;
	let hasStopped = false;
	let isTaking = false;
	const delivered: Frame[] = [];

	function next(): Frame | undefined {
		try {
			return frames.next();
		} catch (error) {
			taker.unreadable(frames.rest());
			throw error;
		}
	}

	function takeAll(): void {
		while (!taker.mustWait()) {
			const late = delivered.shift();
			const frame = late ?? next();
			if (frame === undefined) break;
			// What came in time was looked at when its first byte came.
			if (late !== undefined) taker.checkFixedHeader(late.type, late.flags);
			const taken = late ?? taker.incoming(frame);
			if (taken !== undefined) taker.take(decodePacket(taken));
		}
	}

	function advance(): void {
		if (hasStopped || isTaking) return;
		isTaking = true;
		try {
			takeAll();
		} catch (error) {
			hasStopped = true;
			taker.failed(error);
		} finally {
			isTaking = false;
		}
		const read = !taker.mustWait();
		if (hasStopped || read === isReading) return;
		isReading = read;
		if (read) stream.resume();
		else stream.pause();
	}

	stream.on("data", (chunk: Buffer) => {
		if (hasStopped) return;
		frames.push(chunk);
		advance();
	});

	return {
		get isReading() {
			return isReading;
		},
		advance,
		deliver(frame) {
			if (hasStopped) return;
			delivered.push(frame);
			advance();
		},
		stop() {
			hasStopped = true;
		},
	};
}
