import { PacketBody } from "./packet-body.ts";
import { ProtocolViolation } from "./protocol-violation.ts";
import { checkTopicName } from "./topic-rules.ts";

interface Message {
	readonly cmd: "publish";
	readonly dup: boolean;
	readonly retain: boolean;
	readonly topic: string;
	readonly payload: Buffer;
}

/** A PUBLISH at QoS 0 has no packet identifier [MQTT-2.3.1-5]. */
export interface UnacknowledgedPublish extends Message {
	readonly qos: 0;
}

export interface AcknowledgedPublish extends Message {
	readonly qos: 1 | 2;
	readonly packetID: number;
}

export type PublishPacket = UnacknowledgedPublish | AcknowledgedPublish;

/** MQTT 3.1.1, 3.3. @throws ProtocolViolation */
export function decodePublish(flags: number, bytes: Buffer): PublishPacket {
	const dup = (flags & 0b1000) !== 0;
	const qos = (flags >> 1) & 0b11;
	const retain = (flags & 0b0001) !== 0;
	if (qos === 3) throw new ProtocolViolation("MQTT-3.3.1-4", "PUBLISH with both QoS bits set");
	if (dup && qos === 0) throw new ProtocolViolation("MQTT-3.3.1-2", "PUBLISH at QoS 0 with DUP set");
	const body = new PacketBody("PUBLISH", bytes);
	const topic = body.text("topic name");
	checkTopicName(topic, "topic name");
	if (qos === 0) return { cmd: "publish", dup, retain, topic, qos, payload: body.rest() };
	const packetID = body.packetID();
	return { cmd: "publish", dup, retain, topic, qos: qos as 1 | 2, packetID, payload: body.rest() };
}
