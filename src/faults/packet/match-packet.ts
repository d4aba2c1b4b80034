import type { Direction, MqttListener, PacketRule } from "../fault-rule.ts";
import { matchesFilter } from "../topic-filter.ts";
import type { Frame } from "./frame.ts";
import { nameOf, topicOf } from "./look-into.ts";

/** A packet, and all that is known of its connection. */
export interface PassingPacket {
	readonly direction: Direction;
	readonly frame: Frame;
	readonly app: string | typeof anyApp | undefined;
	readonly client: string | undefined;
	readonly listener: MqttListener;
	readonly connection: number;
}

/** Of a packet whose app is still to be found out. */
export const anyApp = Symbol("any app");

/** Whether a packet is one that a rule is about. */
export function isMeant(rule: PacketRule, packet: PassingPacket): boolean {
	const { direction, frame } = packet;
	if (rule.on !== "any" && rule.on !== nameOf(frame)) return false;
	if (rule.direction !== undefined && rule.direction !== direction) return false;
	if (rule.listener !== undefined && rule.listener !== packet.listener) return false;
	if (rule.connection !== undefined && rule.connection !== packet.connection) return false;
	if (rule.app !== undefined && rule.app !== packet.app && packet.app !== anyApp) return false;
	if (rule.client !== undefined && rule.client !== packet.client) return false;
	if (rule.topic === undefined && rule.what === undefined) return true;
	const topic = topicOf(frame);
	if (topic === undefined) return false;
	if (rule.topic !== undefined && !matchesFilter(rule.topic, topic)) return false;
	return rule.what === undefined || (direction === "out" && (rule.what === "reply") === topic.startsWith("p/"));
}
