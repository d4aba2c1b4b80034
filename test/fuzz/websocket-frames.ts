import type { MqttBytes } from "./mqtt-inputs.ts";
import type { Random } from "./random.ts";

interface FrameShape {
	/** FIN, RSV and opcode. */
	readonly first?: number;
	readonly masked?: boolean;
	/** What the header says, where it is not the length of the payload. */
	readonly length?: number | bigint;
}

/** A frame of a WebSocket client (RFC 6455, 5.2), as it should be or not. */
export function webSocketFrame(
	payload: Buffer,
	{ first = 0x82, masked = true, length = payload.length }: FrameShape = {},
): Buffer {
	const mask = masked ? 0x80 : 0;
	const header: Buffer[] = [Buffer.from([first])];
	if (length < 126) header.push(Buffer.from([mask | Number(length)]));
	else if (length < 0x1_0000) header.push(Buffer.from([mask | 126, Number(length) >> 8, Number(length) & 0xff]));
	else {
		const long = Buffer.alloc(9);
		long[0] = mask | 127;
		long.writeBigUInt64BE(BigInt(length), 1);
		header.push(long);
	}
	// A mask of zeros leaves the payload as it is.
	return Buffer.concat([...header, ...(masked ? [Buffer.alloc(4)] : []), payload]);
}

const shapes: readonly FrameShape[] = [
	{ masked: false },
	{ first: 0x81 },
	{ first: 0x02 },
	{ first: 0x80 },
	{ first: 0xc2 },
	{ first: 0xf2 },
	{ first: 0x83 },
	{ first: 0x8f },
	{ first: 0x88 },
	{ first: 0x08 },
	{ first: 0x89, length: 200 },
	{ length: 0 },
	{ length: 126 },
	{ length: 0xffff },
	{ length: 5 * 1024 * 1024 },
	{ length: 2n ** 63n },
	{ length: 2n ** 64n - 1n },
];

/** The chunks as WebSocket frames: good ones, and now and then one that is not. */
export function framed(random: Random, { kind, packets, chunks, slowly }: MqttBytes): MqttBytes {
	const isHostile = random.chance(1, 3);
	const frames = chunks.flatMap((chunk) => {
		if (!isHostile || !random.chance(1, Math.min(chunks.length, 8))) return [webSocketFrame(chunk)];
		return random.pick<() => Buffer[]>([
			() => [webSocketFrame(chunk, random.pick(shapes))],
			() => [
				webSocketFrame(random.bytes(random.below(125)), { first: random.pick([0x88, 0x89, 0x8a]) }),
				webSocketFrame(chunk),
			],
			// In fragments, a ping between them.
			() => [
				webSocketFrame(chunk.subarray(0, 3), { first: 0x02 }),
				webSocketFrame(Buffer.from("ping"), { first: 0x89 }),
				webSocketFrame(chunk.subarray(3), { first: 0x80 }),
			],
			() => Array.from({ length: 200 }, () => webSocketFrame(Buffer.alloc(0), { first: 0x89 })),
			() => [random.bytes(1 + random.below(64))],
		])();
	});
	return { kind: isHostile ? `frames with ${kind}` : kind, packets, chunks: frames, ...(slowly ? { slowly } : {}) };
}
