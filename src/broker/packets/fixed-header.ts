import { packetType } from "./packet-type.ts";
import { ProtocolViolation } from "./protocol-violation.ts";

interface HeaderRule {
	readonly name: string;
	/** The reserved flag bits; undefined where the flags say something (MQTT 3.1.1, table 2.2). */
	readonly flags?: number;
	readonly clause: string;
}

const rules = new Map<number, HeaderRule>([
	// Its flags depend on the protocol level it names: see decodeConnect.
	[packetType.connect, { name: "CONNECT", clause: "MQTT-2.2.2-2" }],
	[packetType.publish, { name: "PUBLISH", clause: "MQTT-2.2.2-2" }],
	[packetType.puback, { name: "PUBACK", flags: 0b0000, clause: "MQTT-2.2.2-2" }],
	[packetType.pubrec, { name: "PUBREC", flags: 0b0000, clause: "MQTT-2.2.2-2" }],
	[packetType.pubrel, { name: "PUBREL", flags: 0b0010, clause: "MQTT-3.6.1-1" }],
	[packetType.pubcomp, { name: "PUBCOMP", flags: 0b0000, clause: "MQTT-2.2.2-2" }],
	[packetType.subscribe, { name: "SUBSCRIBE", flags: 0b0010, clause: "MQTT-3.8.1-1" }],
	[packetType.unsubscribe, { name: "UNSUBSCRIBE", flags: 0b0010, clause: "MQTT-3.10.1-1" }],
	[packetType.pingreq, { name: "PINGREQ", flags: 0b0000, clause: "MQTT-2.2.2-2" }],
	[packetType.disconnect, { name: "DISCONNECT", flags: 0b0000, clause: "MQTT-3.14.1-1" }],
]);

/** Of SUBSCRIBE, UNSUBSCRIBE and PUBREL too (MQTT 3.1, 2.1). */
const dupFlag = 0b1000;

/**
 * Looks at the first byte of a packet, as soon as it is there.
 * @param level the protocol level of the session, undefined before its CONNECT
 * @throws ProtocolViolation
 */
export function checkFixedHeader(type: number, flags: number, level: 3 | 4 | undefined): void {
	const rule = rules.get(type);
	if (level === undefined && type !== packetType.connect) {
		throw new ProtocolViolation("MQTT-3.1.0-1", `${rule?.name ?? `packet type ${type}`} before CONNECT`);
	}
	if (rule === undefined) {
		throw new ProtocolViolation("MQTT-4.8.0-1", `packet type ${type} is not one that a client may send`);
	}
	if (level !== undefined && type === packetType.connect) {
		throw new ProtocolViolation("MQTT-3.1.0-2", "a second CONNECT on one connection");
	}
	if (rule.flags === undefined || flags === rule.flags) return;
	// MQTT 3.1 does not use the flags of most packets, and has a DUP flag on the others.
	if (level === 3 && (rule.flags === 0 || flags === (rule.flags | dupFlag))) return;
	throw new ProtocolViolation(rule.clause, `${rule.name} with the reserved header flags 0x${flags.toString(16)}`);
}
