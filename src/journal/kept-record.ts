import type { AppliedFault, ConnectionEntry, ControlFrame, EndedBy, TlsFacts } from "./entry.ts";
import type { Kept } from "./kept.ts";
import type { KeptCall } from "./kept-call.ts";
import type { KeptPacket } from "./kept-packet.ts";
import type { KeptViolations } from "./kept-violations.ts";
import type { Share } from "./ring.ts";

/** What becomes known of a connection after it was recorded. */
export type LateField = "client" | "app";

/** What is known of an MQTT connection. App and client become known as it goes on, for all that was kept of it. */
export interface ConnectionFacts {
	/** There is none, nor a reached host, before the broker has it. */
	readonly connection?: number;
	readonly listener: string;
	readonly remoteAddress: string;
	readonly reachedHost?: string;
	readonly reachedPort?: number | undefined;
	readonly tls?: TlsFacts | undefined;
	readonly subprotocols?: readonly string[] | undefined;
	app?: string;
	client?: string;
}

export interface KeptConnection {
	readonly kind: "connection";
	readonly of: ConnectionFacts;
	readonly event: ConnectionEntry["event"];
	readonly reason?: string;
	readonly alert?: string | undefined;
	readonly status?: number;
	readonly endedBy?: EndedBy;
	readonly frame?: ControlFrame;
}

export interface KeptMqtt {
	readonly kind: "mqtt";
	readonly of: ConnectionFacts;
	readonly direction: "in" | "out";
	readonly packet: KeptPacket;
}

export interface KeptPush {
	readonly kind: "push";
	readonly app: string | undefined;
	readonly topic: string;
	readonly payload: Kept;
	readonly delivered: boolean;
	readonly reason: string | undefined;
	readonly owner: string | undefined;
}

export type KeptEvent = KeptConnection | KeptMqtt | KeptCall | KeptPush;

/** One entry as it is kept. */
export interface KeptRecord {
	readonly seq: number;
	readonly time: number;
	readonly elapsed: number;
	/** Bytes that count for the limit. */
	readonly bytes: number;
	readonly event: KeptEvent;
	readonly violations: KeptViolations | undefined;
	readonly fault: AppliedFault | undefined;
	/** Undefined once the record is gone. */
	readonly share: Share | undefined;
}

/** One of which more can become known. */
export interface OwnRecord extends KeptRecord {
	bytes: number;
	event: KeptEvent;
	violations: KeptViolations | undefined;
	fault: AppliedFault | undefined;
	share: Share | undefined;
}

export function appOf(event: KeptEvent): string | undefined {
	return "of" in event ? event.of.app : event.app;
}

/** Memory of a record without the bytes of packets and bodies, about. */
export const basicBytes = 200;
const bytesOfHeaders = 800;

export function bytesOf(event: KeptEvent): number {
	switch (event.kind) {
		case "connection":
			return basicBytes + (event.event === "close" ? 0 : (event.of.subprotocols?.join().length ?? 0));
		case "mqtt":
			return basicBytes + event.packet.keptBytes;
		case "push":
			return basicBytes + lengthOf(event.payload);
		default:
			return basicBytes + bytesOfHeaders + lengthOf(event.requestBody) + lengthOf(event.responseBody);
	}
}

function lengthOf(kept: Kept | undefined): number {
	return kept?.text?.length ?? kept?.latin1?.length ?? 0;
}
