import type { Duplex } from "node:stream";

export interface FrameHead {
	readonly isFinal: boolean;
	readonly opcode: number;
}

const endOfUpgrade = Buffer.from("\r\n\r\n");
/** Length fields of RFC 6455, 5.2 that say that the length is in the next 2 or 8 bytes. */
const short = 126;
const long = 127;

/** Shows the head of each frame that a WebSocket server sends, before anybody else reads it. */
export function watchServerFrames(stream: Duplex, onFrame: (head: FrameHead) => void): void {
	let unread = Buffer.alloc(0);
	let isUpgraded = false;
	const look = (chunk: Buffer) => {
		unread = Buffer.concat([unread, chunk]);
		if (!isUpgraded) {
			const end = unread.indexOf(endOfUpgrade);
			if (end < 0) return;
			isUpgraded = true;
			unread = unread.subarray(end + endOfUpgrade.length);
		}
		for (;;) {
			const size = frameSize(unread);
			if (size === undefined || size > unread.length) return;
			const head = unread.readUInt8(0);
			onFrame({ isFinal: (head & 0x80) !== 0, opcode: head & 0x0f });
			unread = unread.subarray(size);
		}
	};
	const { push } = stream;
	stream.push = (chunk, ...rest) => {
		if (Buffer.isBuffer(chunk)) look(chunk);
		return !stream.destroyed && push.call(stream, chunk, ...rest);
	};
}

/** Bytes of the first frame, which is not masked; undefined while its length has not come. */
function frameSize(bytes: Buffer): number | undefined {
	if (bytes.length < 2) return undefined;
	const length = bytes.readUInt8(1) & 0x7f;
	if (length < short) return 2 + length;
	if (length === long) return bytes.length < 10 ? undefined : 10 + Number(bytes.readBigUInt64BE(2));
	return bytes.length < 4 ? undefined : 4 + bytes.readUInt16BE(2);
}
