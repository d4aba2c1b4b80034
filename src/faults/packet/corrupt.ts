import type { PacketRule } from "../fault-rule.ts";
import { bytesOf, type Frame, frameOf } from "./frame.ts";

/**
 * The bytes of a damaged packet. `flip`: one bit of what is behind the fixed header is another, or of the flags where
 * nothing is behind it; `truncate`: bytes at the end are missing, and the length says so; `length`: the length says one
 * byte more than there is, so that the first of the next packet is taken for the last of this one.
 */
export function corrupt(frame: Frame, how: PacketRule["how"], random: () => number): Buffer {
	const { body } = frame;
	if (how === "length") {
		const longer = bytesOf({ ...frame, body: Buffer.concat([body, Buffer.alloc(1)]) });
		return longer.subarray(0, longer.length - 1);
	}
	if (how === "truncate" && body.length > 0) {
		return bytesOf({ ...frame, body: body.subarray(0, Math.floor(random() * body.length)) });
	}
	const bit = Math.floor(random() * 8);
	if (body.length === 0) return bytesOf({ ...frame, flags: frame.flags ^ (1 << (bit % 4)) });
	const flipped = Buffer.from(body);
	const at = Math.floor(random() * body.length);
	flipped[at] = (body[at] ?? 0) ^ (1 << bit);
	return bytesOf({ ...frame, body: flipped });
}

/** The same to what comes from a client, which has been cut into packets already: `length` is a byte too many. */
export function corruptFrame(frame: Frame, how: PacketRule["how"], random: () => number): Frame {
	if (how === "length") return { ...frame, body: Buffer.concat([frame.body, Buffer.alloc(1)]) };
	return frameOf(corrupt(frame, how, random));
}
