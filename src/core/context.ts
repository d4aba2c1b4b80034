import type { Activity, BlobStore, Clock, Ids, Log, PushSink, Secrets, ServerCodeRunner, StateStore } from "./ports.ts";

/** Host and ports of the MQTT broker as a client must use them. */
export interface EndpointAddress {
	readonly host: string;
	readonly portTCP: number;
	readonly portSSL: number;
	readonly portWS: number;
	readonly portWSS: number;
}

export interface CoreSettings {
	/** `auto` creates an unknown app on first use, `fixed` answers APP_NOT_FOUND. */
	readonly apps: "auto" | "fixed";
	/** With so many apps, none is created on first use any more. */
	readonly maxApps: number;
	/** Whether anonymous access with a wrong app key is refused. */
	readonly checkAppKey: boolean;
	/** Lifetime of an MQTT endpoint in seconds. */
	readonly endpointTtl: number;
	/** How many times `mqtt-endpoint` of an installation answers that it is not ready. */
	readonly endpointNotReady: number;
	/** KiiObjects an app may have. */
	readonly maxObjects: number;
	/** States kept of each thing for queries of its history; the oldest go first. */
	readonly historyLimit: number;
	/** The errorCode of GET firmware-version for a thing without one; `byThingType` tells a thing without a type by its own code. */
	readonly missingFirmwareCode: "byThingType" | "THING_WITHOUT_FIRMWARE_VERSION" | "THING_WITHOUT_THING_TYPE";
	/** What a trait command for a thing without thing type or firmware version gets; `refuse` answers THING_WITHOUT_THING_TYPE. */
	readonly untypedTraitCommands: "accept" | "refuse";
	/** Whether a command pushed to a gateway names the end node it is for in a key `target`. */
	readonly endNodeCommandTarget: boolean;
	/** `reachedHost` is the name by which the caller reached the emulator, without port. */
	endpointAddress(reachedHost: string): EndpointAddress;
}

/** What every function of `core` works on. */
export interface Core {
	readonly store: StateStore;
	readonly blobs: BlobStore;
	/** The time of an app, which may be another than that of the others; without an app, the emulator's own. */
	clockOf(appID?: string): Clock;
	/** Milliseconds of real time since some moment: for durations, and for how long others have waited. Stands never still. */
	elapsed(): number;
	/** The chance of an app, which does not depend on what other apps do; without an app, the emulator's own. */
	idsOf(appID?: string): Ids;
	readonly activity: Activity;
	readonly secrets: Secrets;
	readonly push: PushSink;
	readonly serverCode: ServerCodeRunner;
	readonly log: Log;
	readonly settings: CoreSettings;
	/** Counts up by one a call for each app: the order of records made in the same millisecond. */
	sequence(appID: string): number;
}
