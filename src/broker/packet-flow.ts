import type { Duplex } from "node:stream";
import { type ClientPacket, decodePacket } from "./packets/decode-packet.ts";
import { FrameReader, type FrameRules } from "./packets/frame-reader.ts";

export interface PacketTaker extends FrameRules {
	/** True while no packet is to be taken, for the broker is not done with those before. */
	mustWait(): boolean;
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
	/** Takes nothing any more: what still comes is thrown away. */
	stop(): void;
}

/** Read-side back-pressure: while `mustWait` holds, what a client sends stays in its own buffers. */
export function createPacketFlow(stream: Duplex, taker: PacketTaker): PacketFlow {
	const frames = new FrameReader(taker);
	let isReading = true;
	let hasStopped = false;

	function takeAll(): void {
		while (!taker.mustWait()) {
			const frame = frames.next();
			if (frame === undefined) break;
			taker.take(decodePacket(frame));
		}
	}

	function advance(): void {
		if (hasStopped) return;
		try {
			takeAll();
		} catch (error) {
			hasStopped = true;
			taker.failed(error);
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
		stop() {
			hasStopped = true;
		},
	};
}
