import type { Entry, MqttEntry } from "../journal/entry.ts";
import { onboardingClient } from "./attempts.ts";
import type { DeviceSession } from "./bench.ts";

const refused = 0x80;

/** The connections on which the device has sent a CONNECT for itself. @param entries as {@link openSessions} has them */
export function ownConnections(entries: readonly Entry[]): number[] {
	return entries.flatMap((entry) => {
		const isOwn = entry.kind === "mqtt" && entry.type === "connect" && entry.packet.clientID !== onboardingClient;
		return isOwn && entry.connection !== undefined ? [entry.connection] : [];
	});
}

/**
 * The newest connection on which the device has its own subscription, of those that were accepted behind `after`.
 * @param entries as {@link openSessions} has them
 */
export function findSession(entries: readonly Entry[], after = 0): DeviceSession | undefined {
	const packets = entries.filter((entry): entry is MqttEntry => entry.kind === "mqtt");
	const accepted = packets.filter(
		({ seq, direction, type, packet }) =>
			seq > after && direction === "out" && type === "connack" && packet.returnCode === 0,
	);
	for (const { connection } of accepted.toReversed()) {
		if (connection === undefined) continue;
		const own = packets.filter((entry) => entry.connection === connection);
		const connect = own.find(({ type }) => type === "connect")?.packet;
		const clientID = connect?.clientID;
		if (clientID === undefined || clientID === onboardingClient) continue;
		const subscribed = own.some(
			({ type, direction, packet, fault }) =>
				direction === "out" &&
				type === "suback" &&
				fault === undefined &&
				packet.granted?.some((each) => each < refused),
		);
		if (subscribed) return { connection, mqttTopic: clientID, keepalive: connect?.keepalive ?? 0 };
	}
	return undefined;
}
