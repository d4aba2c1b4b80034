import type { Kept } from "./kept.ts";

/** A packet as the journal keeps it: not looked into before somebody reads it. */
export interface KeptPacket {
	/** Type and flags. */
	readonly firstByte: number;
	/** What follows the fixed header, in Latin-1; of a packet that is none, everything. */
	readonly body: string;
	/** Length of `body`, about. */
	readonly keptBytes: number;
	/** Bytes of the whole packet. */
	readonly size: number;
	readonly truncated: boolean;
	/** Set where the bytes are no packet. */
	readonly isUnreadable: boolean;
}

const publish = 3;

// A packet that is no PUBLISH cannot be read in part; all but the strangest are far smaller.
const leastOfOthers = 16_384;

/** Of a PUBLISH, whose topic may be long, too, the first `limit` bytes of its payload. */
export function keepFrame(type: number, flags: number, body: Buffer, limit: number): KeptPacket {
	const { length } = body;
	let most = limit;
	if (length > limit) {
		const head = type !== publish || length < 2 ? 0 : 2 + body.readUInt16BE(0) + (flags & 0b0110 ? 2 : 0);
		most = type === publish ? head + limit : Math.max(limit, leastOfOthers);
	}
	const kept = body.toString("latin1", 0, Math.min(length, most));
	return {
		firstByte: (type << 4) | flags,
		body: kept,
		keptBytes: kept.length,
		size: 1 + digitsOf(length) + length,
		truncated: length > most,
		isUnreadable: false,
	};
}

/** A PUBLISH at QoS 0 without flags, put together when somebody reads it: a message to many clients makes many. */
export class KeptPublish implements KeptPacket {
	readonly #topic: string;
	readonly #payload: string;
	readonly #payloadLength: number;

	/** @param payload bytes */
	constructor(topic: string, { latin1 = "", length }: Kept) {
		this.#topic = topic;
		this.#payload = latin1;
		this.#payloadLength = length;
	}

	get firstByte(): number {
		return publish << 4;
	}

	get body(): string {
		const topic = Buffer.from(this.#topic).toString("latin1");
		return String.fromCharCode(topic.length >> 8, topic.length & 0xff) + topic + this.#payload;
	}

	get keptBytes(): number {
		return 2 + this.#topic.length + this.#payload.length;
	}

	get size(): number {
		const length = 2 + Buffer.byteLength(this.#topic) + this.#payloadLength;
		return 1 + digitsOf(length) + length;
	}

	get truncated(): boolean {
		return this.#payloadLength > this.#payload.length;
	}

	get isUnreadable(): boolean {
		return false;
	}
}

/** A packet with its fixed header. */
export function keepPacket(packet: Buffer, limit: number): KeptPacket {
	let at = 1;
	let length = 0;
	for (let shift = 0; at < packet.length && at <= 4; shift += 7) {
		const byte = packet.readUInt8(at++);
		length += (byte & 0x7f) << shift;
		if ((byte & 0x80) === 0) break;
	}
	// A fault has been at it.
	if (packet.length < 2 || at + length !== packet.length) return keepBytes(packet, limit);
	const first = packet.readUInt8(0);
	return keepFrame(first >> 4, first & 0x0f, packet.subarray(at), limit);
}

/** Bytes that are no packet. */
export function keepBytes(bytes: Buffer, limit: number): KeptPacket {
	const kept = bytes.toString("latin1", 0, Math.min(bytes.length, limit));
	return {
		firstByte: bytes[0] ?? 0,
		body: kept,
		keptBytes: kept.length,
		size: bytes.length,
		truncated: bytes.length > limit,
		isUnreadable: true,
	};
}

function digitsOf(remainingLength: number): number {
	return remainingLength < 0x80 ? 1 : remainingLength < 0x4000 ? 2 : remainingLength < 0x200000 ? 3 : 4;
}
