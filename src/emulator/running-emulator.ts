import type { PartialSettings, Settings } from "../config.ts";
import type { App } from "../core/app.ts";
import type { Clock, EmulatorClock, Ids, Log } from "../core/ports.ts";
import type { Faults } from "../faults/faults.ts";
import type { AdvertisedControl } from "../http/control/advertised-control.ts";
import type { AppControl, ResetOptions, ResetResult } from "../http/control/app-control.ts";
import type { RecorderControl, SeedControl } from "../http/control/seed-control.ts";
import type { Journal } from "../journal/journal.ts";
import type { Ports } from "./ports.ts";
import type { SnapshotAccess } from "./snapshots.ts";
import type { Urls } from "./urls.ts";
import type { InnerWire } from "./wire.ts";

/** Every setting but `ports-file`, in camel case, and what only a program can give. */
export interface EmulatorOptions extends Omit<PartialSettings, "portsFile" | "seedIds"> {
	/** Makes all identifiers follow from it (setting `seed-ids`). */
	readonly seedIds?: string | number | undefined;
	/** What the emulator's clock goes with; by default the system's time. `emulator.clock` moves it from there. */
	readonly clock?: Clock;
	/** Source of identifiers; by default random ones. */
	readonly ids?: Ids;
	/** Takes the log instead of the standard error. */
	readonly log?: Log;
}

/** A running emulator. */
export interface Emulator extends AsyncDisposable {
	readonly settings: Settings;
	readonly ports: Ports;
	/** Base URL of the HTTP API, without a slash at its end. */
	readonly url: string;
	/** The URLs of all six listeners. */
	readonly urls: Urls;
	/** PEM of the CA that a client must trust for TLS, WSS and HTTPS. */
	readonly ca: string;
	/** Stops, sets, advances the time of the emulator and of its apps. */
	readonly clock: EmulatorClock;
	/** The app that is there from the start. */
	readonly app: App;
	/** Makes, lists and deletes apps: each is a namespace of its own, so that tests beside each other need not be told apart. */
	readonly apps: Omit<AppControl, "reset">;
	/** Host and ports of the broker that clients are told, to be changed where only the outside knows them. */
	readonly advertised: AdvertisedControl;
	/** What a reset puts everything back to. */
	readonly seed: SeedControl;
	/** Turns a session into a seed. */
	readonly recorder: Omit<RecorderControl, "forget">;
	/**
	 * Puts everything, or one app, back to how it was at the start. Work under way finishes first; MQTT connections are
	 * closed unless `keepConnections` says otherwise.
	 * @throws KiiError APP_NOT_FOUND
	 */
	reset(options?: ResetOptions): Promise<ResetResult>;
	/** Rules that make packets, connections, calls and certificates go wrong. */
	readonly faults: Faults;
	/** What happened: every packet and call. */
	readonly journal: Journal;
	/** Everything the emulator knows as a document, and back. */
	readonly snapshot: SnapshotAccess;
	/** Ends everything; replies under way finish first, within `grace` milliseconds (default 2000). Safe to call twice. */
	close(grace?: number): Promise<void>;
}

/** What only this package puts into an emulator. */
export interface EmulatorHooks {
	/** Next to the broker's rules, behind the journal and the faults. */
	readonly wires?: readonly InnerWire[];
	/** Rules for packets and the network do nothing: to measure what it costs that they could. */
	readonly isBare?: boolean;
}
