import type { Frame } from "./packets/frame-reader.ts";
import type { PublishBlock } from "./packets/publish-block.ts";
import type { ControlFrame, Grant, Origin, WebSocketFrames } from "./session.ts";

/**
 * What stands between a connection and the rules: it sees every whole packet in both directions, and may hold back,
 * change or add some. The journal and the packet faults are wires.
 */
export interface Wire {
	/** A packet from the client, before it is decoded. What is returned is taken; undefined takes nothing. */
	incoming(frame: Frame): Frame | undefined;
	/** A packet to the client. What is returned leaves; undefined sends nothing. */
	outgoing(packet: Buffer): Buffer | undefined;
	/** Whether messages to the client may leave as they are now, without passing `outgoing` one by one; missing: they may not. */
	letsBlocksPass?(): boolean;
	/** Messages for a topic that leave as they are. */
	outgoingBlock?(topic: string, messages: PublishBlock): void;
	/** True when it is about to end the connection: of what comes now no packet is taken, or judged. Missing: it is not. */
	isEnding?(): boolean;
	/** CONNECT has said who it is. */
	identified(clientID: string): void;
	/** The credentials of CONNECT were accepted; CONNACK has not left yet. */
	granted(grant: Grant): void;
	/**
	 * The client broke a rule: a clause of MQTT, or a page of Kii's guide. By the last packet that came, or as a
	 * connection: by sending none.
	 */
	violated(clause: string, message: string, by?: "packet" | "connection"): void;
	/** What tells of rules that the last packet broke, when that turns out later: its request may be bad. */
	laterViolation?(): TellViolation;
	/** Bytes that have come and are no packet; nothing behind them is read. */
	unreadable?(bytes: Buffer): void;
	/** A frame of WebSocket other than those with packets in them; also behind the end. */
	frame?(frame: ControlFrame): void;
	/** Once, at the end. */
	closed(reason: string, by: EndedBy): void;
}

/**
 * Who has ended a connection: the client in good order, by DISCONNECT too; the network, as by a reset, behind which the
 * client may be; the broker, for whatever reason it says.
 */
export type EndedBy = "client" | "network" | "broker";

export type TellViolation = (clause: string, message: string) => void;

/** What a wire can do to its connection by itself, now or later. After the end of the connection nothing happens. */
export interface WireControl {
	/** Number of the connection, from 1. */
	readonly connection: number;
	/** Has a packet taken as if it came from the client now. It does not pass the wire. */
	deliver(frame: Frame): void;
	/** Sends a packet to the client. It does not pass the wire. */
	send(packet: Buffer): void;
	/** Ends the connection; what was sent before arrives. */
	close(reason: string): void;
	/** Ends the connection at once, with a reset where the transport has one. */
	reset(reason: string): void;
	/** Of a connection over WebSocket. */
	readonly frames?: WebSocketFrames | undefined;
}

/** Sees nothing and changes nothing. */
export const noWire: Wire = {
	incoming: (frame) => frame,
	outgoing: (packet) => packet,
	letsBlocksPass: () => true,
	identified() {},
	granted() {},
	violated() {},
	closed() {},
};

export type OpenWire = (origin: Origin, control: WireControl) => Wire | undefined;
