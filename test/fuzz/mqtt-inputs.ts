import type { Target } from "./input.ts";
import { connectPacket, harmlessPacket, validPacket } from "./mqtt-packets.ts";
import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";

/** What is sent over one MQTT connection: the packets, and how they are cut into writes. */
export interface MqttBytes {
	readonly kind: string;
	readonly packets: number;
	readonly chunks: readonly Buffer[];
	readonly slowly?: true;
}

type Maker = (random: Random, target: Target) => MqttBytes;

const whole = (kind: string, packets: readonly Buffer[]): MqttBytes => ({
	kind,
	packets: packets.length,
	chunks: [Buffer.concat(packets)],
});

const several = <T>(random: Random, most: number, make: () => T): T[] =>
	Array.from({ length: 1 + random.below(most) }, make);

/** A Remaining Length (MQTT 3.1.1, 2.2.3). */
function remainingLength(length: number): Buffer {
	const digits: number[] = [];
	let left = length;
	do {
		digits.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
		left >>>= 7;
	} while (left > 0);
	return Buffer.from(digits);
}

const makers: readonly Maker[] = [
	function randomBytes(random, target) {
		const before = random.chance(1, 2) ? [connectPacket(random, target)] : [];
		return whole("random bytes", [...before, random.bytes(1 + random.below(300))]);
	},
	function mutatedConnect(random, target) {
		const connect = mutate(random, connectPacket(random, target));
		return whole("mutated CONNECT", [connect, ...several(random, 4, () => harmlessPacket(random, target))]);
	},
	function mutatedLast(random, target) {
		// Those before it are taken: it meets a session at work.
		const packets = several(random, 80, () => harmlessPacket(random, target));
		return whole("mutated packet", [
			connectPacket(random, target),
			...packets,
			mutate(random, validPacket(random, target)),
		]);
	},
	function mutatedSome(random, target) {
		const packets = several(random, 80, () => {
			const packet = harmlessPacket(random, target);
			// In a payload anything may be: the session goes on.
			if ((packet[0] ?? 0) >> 4 !== 3 || packet.length < 100) return packet;
			const changed = Buffer.from(packet);
			for (let count = random.below(4); count >= 0; count--)
				changed[packet.length - 1 - random.below(30)] = random.below(256);
			return changed;
		});
		return whole("mutated payloads", [connectPacket(random, target), ...packets]);
	},
	function truncated(random, target) {
		const packet = validPacket(random, target);
		const packets = several(random, 10, () => harmlessPacket(random, target));
		return whole("truncated", [
			connectPacket(random, target),
			...packets,
			packet.subarray(0, 1 + random.below(packet.length)),
		]);
	},
	function oversized(random, target) {
		const type = random.pick([0x10, 0x30, 0x32, 0x82, 0xa2, 0xc0, 0xe0]);
		const length = random.pick([16_385, 262_145, 1_048_576, 268_435_455]);
		const before = random.chance(3, 4) ? [connectPacket(random, target)] : [];
		const body = Buffer.alloc(random.pick([0, 1, 70_000, 400_000]), 0x41);
		return whole("oversized", [...before, Buffer.concat([Buffer.from([type]), remainingLength(length), body])]);
	},
	function byteByByte(random, target) {
		const packets = [connectPacket(random, target), ...several(random, 3, () => harmlessPacket(random, target))];
		if (random.chance(1, 2)) packets.push(mutate(random, validPacket(random, target)));
		const chunks = Array.from(Buffer.concat(packets).subarray(0, 400), (byte) => Buffer.from([byte]));
		return { kind: "byte by byte", packets: packets.length, chunks, slowly: true };
	},
	function oddPieces(random, target) {
		const packets = [connectPacket(random, target), ...several(random, 60, () => harmlessPacket(random, target))];
		const bytes = Buffer.concat(packets);
		const chunks: Buffer[] = [];
		for (let at = 0; at < bytes.length; ) {
			const length = 1 + random.below(200);
			chunks.push(bytes.subarray(at, at + length));
			at += length;
		}
		return { kind: "odd pieces", packets: packets.length, chunks, slowly: true };
	},
	function flood(random, target) {
		const one = random.pick([Buffer.from([0xc0, 0]), Buffer.from([0x62, 2, 0, 1]), harmlessPacket(random, target)]);
		const packets = Array.from({ length: 50 + random.below(150) }, () => one);
		return whole("flood", [connectPacket(random, target), ...packets]);
	},
	function unanswered(random, target) {
		return whole(
			"packets before CONNECT",
			several(random, 5, () => validPacket(random, target)),
		);
	},
];

export function mqttBytes(random: Random, target: Target): MqttBytes {
	return random.pick(makers)(random, target);
}
