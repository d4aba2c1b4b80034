import type { FaultRule } from "../faults/rule.ts";
import type { Entry, Match } from "../journal/entry.ts";
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
}

/** A session of the device that was accepted. */
export interface DeviceSession {
	/** As in {@link Entry.connection}. */
	readonly connection: number;
	readonly mqttTopic: string;
	/** Seconds, as in CONNECT. */
	readonly keepalive: number;
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
	 * The next entry that matches, of those from `since` (by default from the call) on; undefined when it has not come
	 * within `within` milliseconds (by default the device's patience).
	 */
	until(match: Match, options?: { since?: number; within?: number }): Promise<Entry | undefined>;
	/** `seq` of the newest entry. */
	position(): number;
	/** Starts the device anew, or ends its connection so that it comes back. The faults that are set meet it on its way. */
	restart(): Promise<void>;
	/**
	 * A session of the device with a SUBSCRIBE that was granted, an old one if there is one.
	 * @throws DeviceMissing when there is none within the device's patience
	 */
	session(): Promise<DeviceSession>;
	/** A session that began after `since`. @throws DeviceMissing */
	sessionAfter(since: number): Promise<DeviceSession>;
	/** Sets a rule for this device, until the case is over. */
	fault(rule: Omit<FaultRule, "app" | "client">): Promise<{ remove(): Promise<void>; release(): Promise<void> }>;
	/** Ends the connection: with a FIN, or with a reset. */
	disconnect(how?: "close" | "reset"): Promise<void>;
	/** Sends the device a command of its owner; resolves to the commandID. */
	command(actions?: readonly unknown[], schema?: string): Promise<string>;
	/** Publishes bytes on the device's own topic, or on another one. */
	push(payload: string, topic?: string): Promise<void>;
	/** The state of a command as its owner reads it. */
	commandState(commandID: string): Promise<Record<string, unknown>>;
	/** Moves the clock of the emulator on for everything but the device: lifetimes of endpoints and tokens end. */
	expireEndpoint(): Promise<void>;
	/** Leaves a mark in the evidence, with the time. */
	mark(name: string): void;
}

/** The device did not come (back): the case cannot be judged, or, where that is the point, has failed. */
export class DeviceMissing extends Error {
	override name = "DeviceMissing";
}
