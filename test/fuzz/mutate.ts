import type { Random } from "./random.ts";

type Mutation = (random: Random, bytes: Buffer) => Buffer;

const awkward = [0x00, 0x01, 0x7f, 0x80, 0xc0, 0xed, 0xf0, 0xff];

const mutations: readonly Mutation[] = [
	function setBits(random, bytes) {
		const changed = Buffer.from(bytes);
		const at = random.below(changed.length);
		changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
		return changed;
	},
	function setByte(random, bytes) {
		const changed = Buffer.from(bytes);
		changed[random.below(changed.length)] = random.chance(1, 2) ? random.pick(awkward) : random.below(256);
		return changed;
	},
	function cut(random, bytes) {
		return bytes.subarray(0, random.below(bytes.length));
	},
	function drop(random, bytes) {
		const from = random.below(bytes.length);
		return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(4))]);
	},
	function insert(random, bytes) {
		const at = random.below(bytes.length + 1);
		return Buffer.concat([bytes.subarray(0, at), random.bytes(1 + random.below(8)), bytes.subarray(at)]);
	},
	function repeat(random, bytes) {
		const from = random.below(bytes.length);
		const piece = bytes.subarray(from, from + 1 + random.below(32));
		const times = Array.from({ length: 1 + random.below(20) }, () => piece);
		return Buffer.concat([bytes.subarray(0, from), ...times, bytes.subarray(from)]);
	},
	/** A length of two bytes, as before each text of MQTT, that is not that of what follows. */
	function lieInside(random, bytes) {
		if (bytes.length < 4) return bytes;
		const changed = Buffer.from(bytes);
		changed.writeUInt16BE(
			random.pick([0, 1, 0x7fff, 0xffff, random.below(0x10000)]),
			2 + random.below(bytes.length - 3),
		);
		return changed;
	},
	/** A Remaining Length that is not the packet's. */
	function lieOutside(random, bytes) {
		const lengths = [
			[0x00],
			[0x7f],
			[0xff, 0x7f],
			[0x80, 0x00],
			[0xff, 0xff, 0xff, 0x7f],
			[0xff, 0xff, 0xff, 0xff, 0x01],
		];
		return Buffer.concat([bytes.subarray(0, 1), Buffer.from(random.pick(lengths)), bytes.subarray(2)]);
	},
];

/** The bytes with one to three changes; never the same bytes on purpose, but now and then by chance. */
export function mutate(random: Random, bytes: Buffer): Buffer {
	let changed = bytes;
	for (let count = random.below(3); count >= 0 && changed.length > 0; count--)
		changed = random.pick(mutations)(random, changed);
	return changed;
}
