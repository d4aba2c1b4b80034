import { type ConnectPacket, decodeConnect, type UnacceptableConnect } from "./connect.ts";
import type { Frame } from "./frame-reader.ts";
import { PacketBody } from "./packet-body.ts";
import { packetType } from "./packet-type.ts";
import { ProtocolViolation } from "./protocol-violation.ts";
import { decodePublish, type PublishPacket } from "./publish.ts";
import { decodeSubscribe, decodeUnsubscribe, type SubscribePacket, type UnsubscribePacket } from "./subscribe.ts";

export interface AcknowledgementPacket {
	readonly cmd: "puback" | "pubrec" | "pubrel" | "pubcomp";
	readonly packetID: number;
}

export interface EmptyPacket {
	readonly cmd: "pingreq" | "disconnect";
}

export type ClientPacket =
	| ConnectPacket
	| UnacceptableConnect
	| PublishPacket
	| AcknowledgementPacket
	| SubscribePacket
	| UnsubscribePacket
	| EmptyPacket;

/** What a frame says, when it says it as MQTT 3.1.1 wants it. @throws ProtocolViolation */
export function decodePacket({ type, flags, body }: Frame): ClientPacket {
	switch (type) {
		case packetType.connect:
			return decodeConnect(flags, body);
		case packetType.publish:
			return decodePublish(flags, body);
		case packetType.puback:
			return decodeAcknowledgement("puback", body);
		case packetType.pubrec:
			return decodeAcknowledgement("pubrec", body);
		case packetType.pubrel:
			return decodeAcknowledgement("pubrel", body);
		case packetType.pubcomp:
			return decodeAcknowledgement("pubcomp", body);
		case packetType.subscribe:
			return decodeSubscribe(body);
		case packetType.unsubscribe:
			return decodeUnsubscribe(body);
		case packetType.pingreq:
			return decodeEmpty("pingreq", body);
		case packetType.disconnect:
			return decodeEmpty("disconnect", body);
		default:
			throw new ProtocolViolation("MQTT-4.8.0-1", `packet type ${type} is not one that a client may send`);
	}
}

function decodeAcknowledgement(cmd: AcknowledgementPacket["cmd"], bytes: Buffer): AcknowledgementPacket {
	const body = new PacketBody(cmd.toUpperCase(), bytes);
	const packetID = body.packetID();
	body.end();
	return { cmd, packetID };
}

function decodeEmpty(cmd: EmptyPacket["cmd"], bytes: Buffer): EmptyPacket {
	new PacketBody(cmd.toUpperCase(), bytes).end();
	return { cmd };
}
