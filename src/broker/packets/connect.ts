import { PacketBody } from "./packet-body.ts";
import { ProtocolViolation } from "./protocol-violation.ts";
import { checkTopicName } from "./topic-rules.ts";

export interface Will {
	readonly topic: string;
	readonly payload: Buffer;
	readonly qos: 0 | 1 | 2;
	readonly retain: boolean;
}

export interface ConnectPacket {
	readonly cmd: "connect";
	/** 3 is MQTT 3.1, 4 is MQTT 3.1.1. */
	readonly level: 3 | 4;
	readonly clientID: string;
	readonly cleanSession: boolean;
	/** Seconds; 0 is none. */
	readonly keepalive: number;
	readonly will: Will | undefined;
	readonly username: string | undefined;
	readonly password: Buffer | undefined;
}

/** A CONNECT whose answer needs no look at its credentials. */
export interface UnacceptableConnect {
	readonly cmd: "unacceptable connect";
	/** 1: protocol level; 2: client identifier. */
	readonly returnCode: 1 | 2;
	readonly clause: string;
	readonly reason: string;
}

const levelOf = new Map<string, 3 | 4>([
	["MQIsdp", 3],
	["MQTT", 4],
]);

const flag = { reserved: 0x01, cleanSession: 0x02, will: 0x04, willRetain: 0x20, password: 0x40, username: 0x80 };

/** MQTT 3.1.1, 3.1. @throws ProtocolViolation */
export function decodeConnect(headerFlags: number, bytes: Buffer): ConnectPacket | UnacceptableConnect {
	const body = new PacketBody("CONNECT", bytes);
	const name = body.text("protocol name");
	const level = levelOf.get(name);
	if (level === undefined) {
		throw new ProtocolViolation("MQTT-3.1.2-1", `CONNECT with the protocol name ${JSON.stringify(name)}`);
	}
	const asked = body.byte("protocol level");
	if (asked !== level) {
		// The rest is not read: at level 5 it is laid out in another way.
		const reason = `protocol level ${asked} of ${name} is not supported: use MQTT 3.1.1 (level 4) or 3.1 (MQIsdp, level 3)`;
		return { cmd: "unacceptable connect", returnCode: 1, clause: "MQTT-3.1.2-2", reason };
	}

	const flags = body.byte("connect flags");
	const has = (bit: number) => (flags & bit) !== 0;
	const cleanSession = has(flag.cleanSession);
	// MQTT 3.1 does not use these bits, nor those of a will that is not there, and does not say that they are 0.
	if (level === 4) {
		checkReservedFlags(headerFlags, flags);
		if (!has(flag.will)) checkNoWill(flags);
	}
	checkFlags(flags);
	const keepalive = body.uint16("keepalive");
	const clientID = body.text("client identifier");
	const will = has(flag.will) ? decodeWill(body, willQosOf(flags), has(flag.willRetain)) : undefined;
	// At level 3 the length has the last word, whatever the flags say (MQTT 3.1, 3.1, "User name and password flags").
	const isThere = (bit: number) => has(bit) && !(level === 3 && body.isAtEnd);
	const username = isThere(flag.username) ? body.text("user name") : undefined;
	const password = isThere(flag.password) ? body.binary("password") : undefined;
	body.end();

	if (clientID === "" && (level === 3 || !cleanSession)) {
		const reason = "an empty client identifier: use the mqttTopic of an mqttEndpoint, or anonymous for onboarding";
		return { cmd: "unacceptable connect", returnCode: 2, clause: "MQTT-3.1.3-8", reason };
	}
	return { cmd: "connect", level, clientID, cleanSession, keepalive, will, username, password };
}

function willQosOf(flags: number): number {
	return (flags >> 3) & 0b11;
}

function checkReservedFlags(headerFlags: number, flags: number): void {
	if (headerFlags !== 0) {
		throw new ProtocolViolation("MQTT-2.2.2-2", `CONNECT with the reserved header flags 0x${headerFlags.toString(16)}`);
	}
	if ((flags & flag.reserved) !== 0) throw new ProtocolViolation("MQTT-3.1.2-3", "CONNECT with its reserved flag set");
}

function checkNoWill(flags: number): void {
	if (willQosOf(flags) !== 0) throw new ProtocolViolation("MQTT-3.1.2-13", "CONNECT with a will QoS but no will");
	if ((flags & flag.willRetain) !== 0) {
		throw new ProtocolViolation("MQTT-3.1.2-15", "CONNECT with will retain but no will");
	}
}

function checkFlags(flags: number): void {
	const has = (bit: number) => (flags & bit) !== 0;
	if (has(flag.will) && willQosOf(flags) === 3) {
		throw new ProtocolViolation("MQTT-3.1.2-14", "CONNECT with the will QoS 3");
	}
	if (!has(flag.username) && has(flag.password)) {
		throw new ProtocolViolation("MQTT-3.1.2-22", "CONNECT with a password but no user name");
	}
}

function decodeWill(body: PacketBody, qos: number, retain: boolean): Will {
	const topic = body.text("will topic");
	checkTopicName(topic, "will topic");
	return { topic, payload: body.binary("will message"), qos: qos as Will["qos"], retain };
}
