import { encodePublish } from "./encode.ts";

/** Memory from which the packets of many clients are cut. */
const slabBytes = 65_536;

/** The payloads of several PUBLISH packets that go to many topics: encoded once for all topics of the same length. */
export interface PublishBlock {
	/** What they carry; the same array for every topic. */
	readonly payloads: readonly Buffer[];
	/**
	 * The packets for a topic, one behind the other.
	 * @param isKept they may stay in memory for long, and must not keep those of other clients there
	 */
	encode(topic: string, isKept: boolean): Buffer;
	/** The same as a packet each. */
	packets(topic: string): readonly Buffer[];
}

/** Packets for a topic of a certain length, ready but for the topic. */
interface Template {
	readonly bytes: Buffer;
	/** Where the topics are. */
	readonly topicsAt: readonly number[];
}

const topicAt = (packet: Buffer, topicLength: number, payloadLength: number) =>
	packet.length - payloadLength - topicLength;

let slab = Buffer.alloc(0);
let slabUsed = 0;

function memory(length: number, isKept: boolean): Buffer {
	if (isKept || length > slabBytes / 4) return Buffer.allocUnsafeSlow(length);
	if (slabUsed + length > slab.length) {
		slab = Buffer.allocUnsafeSlow(slabBytes);
		slabUsed = 0;
	}
	slabUsed += length;
	return slab.subarray(slabUsed - length, slabUsed);
}

export function createPublishBlock(texts: readonly string[]): PublishBlock {
	const payloads = texts.map((text) => Buffer.from(text));
	const templates = new Map<number, Template>();
	const packets = (topic: string) => payloads.map((payload) => encodePublish(topic, payload));

	function templateFor(topic: string): Template {
		const made = templates.get(topic.length);
		if (made !== undefined) return made;
		let at = 0;
		const all = packets(topic);
		const topicsAt = all.map((packet, index) => {
			const start = at + topicAt(packet, topic.length, payloads[index]?.length ?? 0);
			at += packet.length;
			return start;
		});
		const template = { bytes: Buffer.concat(all), topicsAt };
		templates.set(topic.length, template);
		return template;
	}

	return {
		payloads,
		packets,
		encode(topic, isKept) {
			// Issued topics are ASCII. Any other has more bytes than its length says.
			if (Buffer.byteLength(topic) !== topic.length) return Buffer.concat(packets(topic));
			const { bytes, topicsAt } = templateFor(topic);
			const block = memory(bytes.length, isKept);
			block.set(bytes);
			const [first = 0] = topicsAt;
			block.write(topic, first, "latin1");
			for (let index = 1; index < topicsAt.length; index++) {
				block.copyWithin(topicsAt[index] ?? 0, first, first + topic.length);
			}
			return block;
		},
	};
}

/** Blocks of the same array of payloads are made once. */
export function rememberPublishBlocks(): (payloads: readonly string[]) => PublishBlock {
	const blocks = new WeakMap<readonly string[], PublishBlock>();
	return (payloads) => {
		const made = blocks.get(payloads) ?? createPublishBlock(payloads);
		blocks.set(payloads, made);
		return made;
	};
}
