import type { Clock } from "../core/ports.ts";
import type { FaultRule } from "../faults/fault-rule.ts";
import type { Entry } from "../journal/entry.ts";
import type { Journal } from "../journal/journal.ts";
import type { Advertised, Framing } from "./bench.ts";
import type { Transport } from "./case.ts";

/** What the cases need of an emulator, for the one app that the device under test has for itself. */
export interface Stand {
	readonly appID: string;
	readonly journal: Journal;
	/** The time of the device: the app's clock. */
	readonly clock: Clock;
	/** Whether an entry is of a call of the runner's own, and not of the device's. */
	isOfRunner(entry: Entry): boolean;
	/** Resolves to the rule's ID. */
	addFault(rule: FaultRule): Promise<string>;
	removeFault(id: string): Promise<void>;
	releaseFault(id: string): Promise<void>;
	/** Publishes on a connection, whether its client has subscribed or not; false when it is gone. */
	publish(connection: number, topic: string, payloads: readonly string[]): boolean;
	disconnect(connection: number, how: "close" | "reset"): void;
	/** Seconds for the endpoints issued from now on; undefined is the emulator's setting. */
	endpointTtl(seconds: number | undefined): void;
	/** What replies name of the broker; what is missing is the emulator's setting. */
	advertise(address: Advertised, transport: Transport): Promise<void>;
	/** A port more of that transport. */
	otherPort(transport: Transport): Promise<number>;
	/** Of connections over WebSocket that begin from now on. */
	frame(how: Framing): void;
	/** Sends a ping frame; false when there is no such connection over WebSocket. */
	pingFrame(connection: number): boolean;
	/** Ends a connection by a close frame with that code; false when there is no such connection over WebSocket. */
	closeFrame(connection: number, code: number): boolean;
	/** A call of the administrator, without a trace in the journal. */
	call(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** How the device under test is started and stopped; undefined where a person does so. */
export interface DeviceProgram {
	/** Ends the program that runs, if one does, and starts it. */
	restart(): Promise<void>;
	stop(): Promise<void>;
	/** How it has ended by itself since this was asked last, and what it said then; undefined when it has not. */
	ended?(): string | undefined;
}
