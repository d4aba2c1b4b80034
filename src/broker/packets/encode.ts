/** PUBLISH at QoS 0, retain 0 (MQTT 3.1.1, 3.3). */
export function encodePublish(topic: string, payload: string | Buffer): Buffer {
	const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
	const topicLength = Buffer.byteLength(topic);
	const remainingLength = 2 + topicLength + bytes.length;
	const digits = remainingLength < 0x80 ? 1 : remainingLength < 0x4000 ? 2 : remainingLength < 0x200000 ? 3 : 4;
	const packet = Buffer.allocUnsafe(1 + digits + remainingLength);
	packet[0] = 0x30;
	let at = 1;
	for (let left = remainingLength; at <= digits; at++, left >>= 7) {
		packet[at] = (left & 0x7f) | (at < digits ? 0x80 : 0);
	}
	packet[at++] = topicLength >> 8;
	packet[at++] = topicLength & 0xff;
	at += packet.write(topic, at);
	packet.set(bytes, at);
	return packet;
}

/** Whether a packet is a PUBLISH (MQTT 3.1.1, 2.2.1). */
export function isPublish(packet: Buffer): boolean {
	return packet.length > 0 && packet.readUInt8(0) >> 4 === 3;
}

/** Return code of CONNACK. */
export const serverUnavailable = 3;

/**
 * CONNACK, by its return code (MQTT 3.1.1, table 3.1). No session is ever present: nothing is stored [MQTT-3.2.2-3], and none is
 * with a refusal [MQTT-3.2.2-4].
 */
export function encodeConnack(returnCode: number): Buffer {
	return connacks[returnCode] ?? Buffer.from([0x20, 2, 0, returnCode]);
}

const connacks = [0, 1, 2, 3, 4, 5].map((returnCode) => Buffer.from([0x20, 2, 0, returnCode]));
const pingresp = Buffer.from([0xd0, 0]);

/** PINGRESP (MQTT 3.1.1, 3.13). */
export function encodePingresp(): Buffer {
	return pingresp;
}

const acknowledgements = { puback: 0x40, pubrec: 0x50, pubcomp: 0x70 };

export function encodeAcknowledgement(cmd: keyof typeof acknowledgements, packetID: number): Buffer {
	return Buffer.from([acknowledgements[cmd], 2, packetID >> 8, packetID & 0xff]);
}
