import { PacketBody } from "./packet-body.ts";
import { ProtocolViolation } from "./protocol-violation.ts";
import { checkTopicFilter } from "./topic-rules.ts";

export interface SubscribePacket {
	readonly cmd: "subscribe";
	readonly packetID: number;
	readonly subscriptions: readonly { readonly filter: string; readonly qos: 0 | 1 | 2 }[];
}

export interface UnsubscribePacket {
	readonly cmd: "unsubscribe";
	readonly packetID: number;
	readonly filters: readonly string[];
}

/** MQTT 3.1.1, 3.8. @throws ProtocolViolation */
export function decodeSubscribe(bytes: Buffer): SubscribePacket {
	const body = new PacketBody("SUBSCRIBE", bytes);
	const packetID = body.packetID();
	const subscriptions = [];
	while (!body.isAtEnd) {
		const filter = body.text("topic filter");
		checkTopicFilter(filter);
		const qos = body.byte("requested QoS");
		if (qos > 2) throw new ProtocolViolation("MQTT-3.8.3-4", `SUBSCRIBE with the requested QoS 0x${qos.toString(16)}`);
		subscriptions.push({ filter, qos: qos as 0 | 1 | 2 });
	}
	if (subscriptions.length === 0) throw new ProtocolViolation("MQTT-3.8.3-3", "SUBSCRIBE without a topic filter");
	return { cmd: "subscribe", packetID, subscriptions };
}

/** MQTT 3.1.1, 3.10. @throws ProtocolViolation */
export function decodeUnsubscribe(bytes: Buffer): UnsubscribePacket {
	const body = new PacketBody("UNSUBSCRIBE", bytes);
	const packetID = body.packetID();
	const filters = [];
	while (!body.isAtEnd) {
		const filter = body.text("topic filter");
		checkTopicFilter(filter);
		filters.push(filter);
	}
	if (filters.length === 0) throw new ProtocolViolation("MQTT-3.10.3-2", "UNSUBSCRIBE without a topic filter");
	return { cmd: "unsubscribe", packetID, filters };
}
