import { ProtocolViolation } from "./protocol-violation.ts";

/** One whole packet, not yet looked into. */
export interface Frame {
	readonly type: number;
	readonly flags: number;
	/** Variable header and payload. */
	readonly body: Buffer;
}

export interface FrameRules {
	/** Called with the first byte of each packet, before the rest of it has come. */
	checkFixedHeader(type: number, flags: number): void;
	/** Bytes of the largest packet taken now, fixed header included; and the setting that says so. */
	maxPacketSize(): { readonly bytes: number; readonly setting: string };
}

const nothing = Buffer.alloc(0);

/**
 * Cuts the bytes of a connection into packets (MQTT 3.1.1, 2.2). What it keeps is at most twice what has arrived of one
 * packet, whatever size that packet announces.
 */
export class FrameReader {
	readonly #rules: FrameRules;
	#bytes: Buffer = nothing;
	#start = 0;
	#end = 0;
	/** The first byte at #start has been looked at. */
	#checked = false;

	constructor(rules: FrameRules) {
		this.#rules = rules;
	}

	push(chunk: Buffer): void {
		if (this.#start === this.#end) {
			this.#bytes = chunk;
			this.#start = 0;
			this.#end = chunk.length;
			return;
		}
		this.#makeRoom(chunk.length);
		chunk.copy(this.#bytes, this.#end);
		this.#end += chunk.length;
	}

	/** The next packet that has arrived in full. @throws ProtocolViolation */
	next(): Frame | undefined {
		if (this.#start === this.#end) return undefined;
		const first = this.#bytes.readUInt8(this.#start);
		const [type, flags] = [first >> 4, first & 0x0f];
		if (!this.#checked) {
			this.#rules.checkFixedHeader(type, flags);
			this.#checked = true;
		}
		const header = this.#remainingLength();
		if (header === undefined) return undefined;
		const size = header.size + header.remainingLength;
		const { bytes, setting } = this.#rules.maxPacketSize();
		if (size > bytes) {
			throw new ProtocolViolation(setting, `a packet of ${size} bytes, where ${setting} allows ${bytes}`);
		}
		if (this.#end - this.#start < size) return undefined;
		const body = this.#bytes.subarray(this.#start + header.size, this.#start + size);
		this.#start += size;
		this.#checked = false;
		if (this.#start === this.#end) this.#bytes = nothing;
		return { type, flags, body };
	}

	/** What has arrived and was not taken. */
	rest(): Buffer {
		return this.#bytes.subarray(this.#start, this.#end);
	}

	/** MQTT 3.1.1, 2.2.3: seven bits a byte, the lowest first, four bytes at the most. */
	#remainingLength(): { size: number; remainingLength: number } | undefined {
		let remainingLength = 0;
		for (let digit = 0; digit < 4; digit++) {
			const at = this.#start + 1 + digit;
			if (at >= this.#end) return undefined;
			const byte = this.#bytes.readUInt8(at);
			remainingLength += (byte & 0x7f) << (7 * digit);
			if ((byte & 0x80) === 0) return { size: 2 + digit, remainingLength };
		}
		throw new ProtocolViolation("MQTT 3.1.1, 2.2.3", "a Remaining Length of more than four bytes");
	}

	/** What is kept of what has arrived: from the beginning of the chunk that the packet behind the last one taken is in. */
	received(): Buffer {
		return this.#bytes.subarray(0, this.#end);
	}

	/** Doubles, so that a packet that trickles in is not copied anew for each of its bytes. */
	#makeRoom(extra: number): void {
		const kept = this.#end - this.#start;
		if (this.#end + extra <= this.#bytes.length) return;
		const grown = Buffer.allocUnsafeSlow(Math.max(kept + extra, 2 * kept));
		this.#bytes.copy(grown, 0, this.#start, this.#end);
		this.#bytes = grown;
		this.#start = 0;
		this.#end = kept;
	}
}
