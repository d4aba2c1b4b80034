import type { CarriedOut } from "./carried-out.ts";
import { encodeAcknowledgement } from "./packets/encode.ts";
import { ProtocolViolation } from "./packets/protocol-violation.ts";
import type { AcknowledgedPublish } from "./packets/publish.ts";

/** What becomes of a PUBLISH at QoS 1 or 2, which Kii does not support. */
export type QosMode = "acknowledge" | "silent" | "reject";

export const qosClause = 'Kii guide "MQTT protocol", Quality of Service: only QoS 0 is supported';

export interface Receipt {
	/** False for a message that was carried out before. */
	readonly carryOut: boolean;
	/** PUBACK or PUBREC. */
	readonly answer: Buffer | undefined;
}

/** The receiver's side of QoS 1 and 2 on one connection (MQTT 3.1.1, 4.3): each message is carried out once, as QoS 0. */
export interface QosReceiver {
	/** @throws ProtocolViolation in mode `reject` */
	publish(packet: AcknowledgedPublish): Receipt;
	/** PUBCOMP. */
	pubrel(packetID: number): Buffer | undefined;
}

/** @param clientID undefined for one of many clients with the same ID, of which nothing is remembered across connections */
export function createQosReceiver(mode: QosMode, carriedOut: CarriedOut, clientID: string | undefined): QosReceiver {
	/** Packet identifiers of QoS 2 whose PUBREL has not come [MQTT-4.3.3-2]. */
	const awaitingPubrel = new Set<number>();
	const ownMessages = clientID === undefined ? undefined : { carriedOut, clientID };

	function isRepeated(packet: AcknowledgedPublish): boolean {
		if (packet.qos === 2 && awaitingPubrel.has(packet.packetID)) return true;
		return packet.dup && ownMessages !== undefined && carriedOut.has(ownMessages.clientID, packet);
	}

	return {
		publish(packet) {
			if (mode === "reject") throw new ProtocolViolation(qosClause, `PUBLISH at QoS ${packet.qos}`);
			const carryOut = !isRepeated(packet);
			if (carryOut && ownMessages) carriedOut.add(ownMessages.clientID, packet);
			// Without PUBREC there is no PUBREL either, and packet identifiers are used again.
			if (mode === "silent") return { carryOut, answer: undefined };
			if (packet.qos === 2) awaitingPubrel.add(packet.packetID);
			return { carryOut, answer: encodeAcknowledgement(packet.qos === 1 ? "puback" : "pubrec", packet.packetID) };
		},
		pubrel(packetID) {
			awaitingPubrel.delete(packetID);
			return mode === "acknowledge" ? encodeAcknowledgement("pubcomp", packetID) : undefined;
		},
	};
}
