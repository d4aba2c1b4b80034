import type { FaultRule } from "../faults/fault-rule.ts";
import type { Entry } from "../journal/entry.ts";
import type { Match } from "../journal/match.ts";
import type { Profile, Transport } from "./case.ts";

/** What the person who runs the cases has said of the device. */
export interface DeviceSettings {
	/** Milliseconds to wait for what a device does by itself, such as connecting again. */
	readonly patience: number;
	/** A command that the device knows, and one that it does not. */
	readonly schema: string;
	readonly schemaVersion: number;
	readonly actions: readonly unknown[];
	/** Milliseconds within which a command's result must be reported. */
	readonly resultWithin: number;
	/** Another name or address by which the device reaches the emulator's broker. */
	readonly otherHost?: string | undefined;
	/** An IP address by which it does: over TLS there is no server name with one. */
	readonly address?: string;
}

/** What replies name instead of where the emulator is. */
export interface Advertised {
	readonly host?: string | undefined;
	/** Of the device's transport. */
	readonly port?: number | undefined;
}

/** How MQTT is put into frames: each packet whole, each byte in a frame of its own, or in fragments of one message. */
export type Framing = "whole" | "split" | "fragmented";

/** A session of the device that was accepted. */
export interface DeviceSession {
	/** As in {@link Entry.connection}. */
	readonly connection: number;
	readonly mqttTopic: string;
	/** Seconds, as in CONNECT. */
	readonly keepalive: number;
}

/** A rule that is set for the length of a case at the most. */
export interface SetFault {
	remove(): Promise<void>;
	/** Lets go of the packets it holds. */
	release(): Promise<void>;
}

/** Where a case and a device meet: a device that is connected (or not yet), and the emulator's means. */
export interface Bench {
	readonly transport: Transport;
	readonly profile: Profile;
	readonly settings: DeviceSettings;
	/** Milliseconds of the device's time, as `time` of journal entries. */
	now(): number;
	/** Lets time pass for the device. */
	wait(milliseconds: number): Promise<void>;
	/**
	 * The first entry behind `after` (a `seq`; by default the newest at the call) that matches; undefined when it has not
	 * come within `within` milliseconds, by default the device's patience.
	 */
	until(match: Match, options?: { readonly after?: number; readonly within?: number }): Promise<Entry | undefined>;
	/** The first entry behind `after` that matches, of those that there are. */
	seen(match: Match, after: number): Entry | undefined;
	/** `seq` of the newest entry. */
	position(): number;
	/** Starts the device anew, or ends its connections so that it comes back; resolves at once. Sessions of before are over. */
	restart(): Promise<void>;
	/** A session of the device with its own subscription granted: the one there is, or one to come. @throws DeviceMissing */
	session(): Promise<DeviceSession>;
	/** A session that began behind `after`. @throws DeviceMissing */
	sessionAfter(after: number): Promise<DeviceSession>;
	/** Sets a rule for this device, until the case is over. */
	fault(rule: FaultRule): Promise<SetFault>;
	/** Ends the device's connection: a FIN, or a reset. */
	disconnect(how?: "close" | "reset"): void;
	/** Sends the device a command in the name of its owner; resolves to the commandID. @throws DeviceMissing */
	command(actions?: readonly unknown[], schema?: string): Promise<string>;
	/** A command as its owner reads it. */
	readCommand(commandID: string): Promise<{ readonly commandState: string; readonly actionResults?: unknown }>;
	/** Publishes to the device: on its own topic, or on another one. */
	push(payload: string, topic?: string): Promise<void>;
	/** Publishes several messages on its own topic in one write, which over WebSocket is one frame. @throws DeviceMissing */
	pushTogether(payloads: readonly string[]): Promise<void>;
	/** Lifetime in seconds of the endpoints issued from now on, until the case is over; undefined is the emulator's setting. */
	endpointTtl(seconds: number | undefined): void;
	/** Voids the device's endpoint and ends its connection: when it onboards again it is issued another one. */
	retireEndpoint(): Promise<void>;
	/** The host and port of the broker that replies name from now on, until the case is over; what is missing is as always. */
	advertise(address: Advertised): Promise<void>;
	/** Opens another port for the device's transport, which leads to the same broker, until the run is over. */
	otherPort(): Promise<number>;
	/** How the packets to the device are put into frames of WebSocket, from its next connection on and until the case is over. */
	frame(how: Framing): void;
	/** Sends a ping frame of WebSocket. @throws DeviceMissing */
	pingFrame(): Promise<void>;
	/** Ends the device's connection by a close frame of WebSocket with that code. @throws DeviceMissing */
	closeFrame(code: number): Promise<void>;
	/** Leaves a mark in the evidence, with the time. */
	mark(name: string): void;
}

/** The device did not come (back): the case cannot be judged. */
export class DeviceMissing extends Error {
	override name = "DeviceMissing";
}

/** For `catch`: that the device is missing is no fault here. @throws any other error */
export function unlessMissing(error: unknown): undefined {
	if (!(error instanceof DeviceMissing)) throw error;
}
