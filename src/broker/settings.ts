import type { QosMode } from "./qos.ts";

export interface BrokerSettings {
	readonly qos: QosMode;
	/** Bytes of the largest packet taken from a client, fixed header included. */
	readonly maxPacketSize: number;
	/** The same until its CONNECT is accepted. */
	readonly maxConnectPacketSize: number;
	/** Milliseconds a new connection has for its CONNECT. */
	readonly connectTimeout: number;
	/** Bytes kept for a client that does not take them; it is disconnected beyond that. */
	readonly maxBufferedBytes: number;
	/** The same of all clients together; beyond that the one with the most is disconnected. */
	readonly maxBufferedTotal: number;
	/** Unanswered API requests of one client, beyond which no more is read from it. */
	readonly maxPendingRequests: number;
}

/** Bytes of the largest packet taken now, and the setting that says so. */
export function largestPacket({ maxPacketSize, maxConnectPacketSize }: BrokerSettings, isConnected: boolean) {
	return isConnected
		? { bytes: maxPacketSize, setting: "maxPacketSize" }
		: { bytes: maxConnectPacketSize, setting: "maxConnectPacketSize" };
}
