/** Counts the MQTT packets in what a connection brings, whatever the pieces it comes in. @returns how many have ended in the first `length` bytes of a piece */
export function countPackets(): (chunk: Uint8Array, length?: number) => number {
	/** Bytes of the packet under way that have not come. */
	let left = 0;
	/** Bytes of its fixed header so far; -1 behind it. */
	let headerBytes = 0;
	return (chunk, length = chunk.length) => {
		let packets = 0;
		let at = 0;
		while (at < length) {
			if (headerBytes >= 0) {
				const byte = chunk[at++] ?? 0;
				if (headerBytes > 0) left += (byte & 0x7f) * 128 ** (headerBytes - 1);
				headerBytes++;
				if (headerBytes < 2 || byte >= 0x80) continue;
				headerBytes = -1;
			}
			const taken = Math.min(left, length - at);
			left -= taken;
			at += taken;
			if (left > 0) continue;
			headerBytes = 0;
			packets++;
		}
		return packets;
	};
}
