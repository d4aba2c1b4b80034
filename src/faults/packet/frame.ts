/** A whole packet from a client, as the broker has it. */
export interface Frame {
	readonly type: number;
	readonly flags: number;
	/** Variable header and payload. */
	readonly body: Buffer;
}

/** The bytes of a packet. */
export function bytesOf({ type, flags, body }: Frame): Buffer {
	const length = [];
	for (let left = body.length; ; left >>= 7) {
		length.push(left >= 0x80 ? (left & 0x7f) | 0x80 : left);
		if (left < 0x80) break;
	}
	return Buffer.concat([Buffer.from([(type << 4) | flags, ...length]), body]);
}

/** A whole packet, taken apart. */
export function frameOf(packet: Buffer): Frame {
	const first = packet.readUInt8(0);
	let at = 1;
	while ((packet.readUInt8(at) & 0x80) !== 0) at++;
	return { type: first >> 4, flags: first & 0x0f, body: packet.subarray(at + 1) };
}
