import { type Packet, parser } from "mqtt-packet";
import { contentOf } from "./content.ts";
import { type DecodedPacket, type PacketTypeName, packetTypes } from "./entry.ts";
import type { KeptPacket } from "./kept-packet.ts";
import { maskPassword, maskText } from "./mask.ts";

export interface ShownPacket {
	readonly type: PacketTypeName;
	readonly topic?: string;
	readonly packet: DecodedPacket;
}

/** A packet as it is shown; one that cannot be decoded in hex, with the reason. */
export function decodePacket(kept: KeptPacket, whyUnreadable: string | undefined): ShownPacket {
	const type = packetTypes[kept.firstByte >> 4] ?? "reserved0";
	if (kept.isUnreadable) return { type, packet: undecoded(kept, whyUnreadable ?? "these bytes are no MQTT packet") };
	const packet = parse(kept);
	if (typeof packet === "string") return { type, packet: undecoded(kept, packet) };
	const fields = fieldsOf(packet, kept);
	const topic = fields.topic ?? onlyOne(fields);
	return { type, packet: fields, ...(topic === undefined ? {} : { topic }) };
}

/** What mqtt-packet reads, or why it does not. */
function parse({ firstByte, body, truncated }: KeptPacket): Packet | string {
	let result: Packet | string = truncated ? "the packet was too long to be kept whole" : "the packet is not complete";
	const decoder = parser();
	decoder.on("packet", (packet: Packet) => {
		result = packet;
	});
	decoder.on("error", (error: Error) => {
		result = error.message;
	});
	try {
		decoder.parse(Buffer.concat([fixedHeader(firstByte, body.length), Buffer.from(body, "latin1")]));
	} catch (error) {
		return (error as Error).message;
	}
	return result;
}

function fixedHeader(firstByte: number, length: number): Buffer {
	const bytes = [firstByte];
	let left = length;
	do {
		bytes.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
		left >>= 7;
	} while (left > 0);
	return Buffer.from(bytes);
}

function fieldsOf(packet: Packet, { truncated }: KeptPacket): DecodedPacket {
	const id = packet.messageId === undefined ? {} : { packetID: packet.messageId };
	switch (packet.cmd) {
		case "connect": {
			const { clientId, protocolVersion = 4, clean = false, keepalive = 0, username, password, will } = packet;
			return {
				clientID: clientId,
				protocolLevel: protocolVersion,
				cleanSession: clean,
				keepalive,
				...(username === undefined ? {} : { username: maskText(username) }),
				...(password === undefined ? {} : { password: maskPassword(password.toString()) }),
				...(will === undefined ? {} : { will: willOf(will) }),
			};
		}
		case "connack":
			return { returnCode: packet.returnCode ?? 0, sessionPresent: packet.sessionPresent };
		case "publish": {
			const { topic, qos, dup, retain } = packet;
			return { topic: maskText(topic), ...id, qos, dup, retain, ...payloadOf(packet.payload, truncated) };
		}
		case "subscribe": {
			const subscriptions = packet.subscriptions.map(({ topic, qos }) => ({ filter: topic, qos }));
			return { ...id, subscriptions };
		}
		case "suback":
			return { ...id, granted: packet.granted as number[] };
		case "unsubscribe":
			return { ...id, filters: packet.unsubscriptions };
		default:
			return id;
	}
}

type ConnectWill = NonNullable<Extract<Packet, { cmd: "connect" }>["will"]>;

function willOf({ topic, qos = 0, retain = false, payload }: ConnectWill) {
	return { topic, qos, retain, ...payloadOf(payload, false) };
}

function payloadOf(payload: string | Buffer, truncated: boolean) {
	const bytes = Buffer.from(payload as Buffer);
	return contentOf({ latin1: bytes.toString("latin1"), length: bytes.length, truncated });
}

function onlyOne({ subscriptions, filters }: DecodedPacket): string | undefined {
	const all = subscriptions?.map(({ filter }) => filter) ?? filters ?? [];
	return all.length === 1 ? all[0] : undefined;
}

function undecoded(kept: KeptPacket, reason: string): DecodedPacket {
	const isConnect = kept.firstByte >> 4 === 1;
	const readable = isConnect ? beforeCredentials(kept) : kept.body.length;
	// Secrets in it have the form that they have in text.
	const shown = Buffer.from(maskText(kept.body.slice(0, readable)), "latin1").toString("hex");
	const head = kept.isUnreadable ? "" : fixedHeader(kept.firstByte, kept.body.length).toString("hex");
	return readable < kept.body.length
		? { hex: head + shown, reason: `${reason} (what may be credentials is left out)` }
		: { hex: head + shown, reason };
}

/** How much of a broken CONNECT stands before its client identifier ends; all else may be user name and password. */
function beforeCredentials({ body, isUnreadable, firstByte }: KeptPacket): number {
	const bytes = Buffer.from(body, "latin1");
	let at = isUnreadable ? endOfFixedHeader(bytes) : 0;
	const skipText = (behind: number) => {
		at = at + 2 > bytes.length ? bytes.length : at + 2 + bytes.readUInt16BE(at) + behind;
	};
	skipText(4);
	if (firstByte >> 4 === 1) skipText(0);
	return Math.min(at, bytes.length);
}

function endOfFixedHeader(bytes: Buffer): number {
	let at = 1;
	while (at < 5 && ((bytes[at] ?? 0) & 0x80) !== 0) at++;
	return at + 1;
}
