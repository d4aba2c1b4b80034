/** The interfaces `core` needs from the world. Implementations live in `store/`, `system/` and `broker/`. */

/** One record of a store: immutable JSON `value`, and `version` counting its writes from 1. */
export interface Entry<T = unknown> {
	readonly key: string;
	readonly value: T;
	readonly version: number;
}

/** A write of {@link StateStore.commit}. `value: undefined` deletes; `expect` is the version that must be current, 0 = none. */
export interface Write {
	readonly key: string;
	readonly value: unknown;
	readonly expect?: number;
}

/** What must still hold for {@link StateStore.commit} to write: the current version of a record, 0 = none. */
export interface Condition {
	readonly key: string;
	readonly version: number;
}

/** A page of {@link StateStore.list}: at most `limit` entries whose keys sort behind `after`. */
export interface Page {
	readonly after?: string;
	readonly limit?: number;
}

/**
 * Records by key (`app/kind/…/id`, each part percent-encoded where needed). No rules of Kii in here.
 * A returned value must not be changed; write a new one.
 */
export interface StateStore {
	get<T>(key: string): Promise<Entry<T> | undefined>;
	/** Entries directly below `folder` (no trailing slash), in code-unit order of their keys. */
	list<T>(folder: string, page?: Page): Promise<Entry<T>[]>;
	/** How many keys lie below `prefix`, at any depth. */
	count(prefix: string): Promise<number>;
	/** All writes or none; false when an `expect` or a condition did not hold. An entry that was read is such a condition. */
	commit(writes: readonly Write[], conditions?: readonly Condition[]): Promise<boolean>;
	/** Removes every key that is `prefix` or lies below it. Costs what lies there, whatever else the store holds. */
	clear(prefix: string): Promise<void>;
	/**
	 * {@link clear} of several prefixes and `writes`, all at once. A record that is there before and after has a higher
	 * version after: who had read it and writes with `expect` fails.
	 */
	replace(prefixes: readonly string[], writes: readonly Omit<Write, "expect">[]): Promise<void>;
	/** Every entry whose key is one of `prefixes` or lies below it, as at the call, in no order. */
	all(prefixes: readonly string[]): Entry[];
	/**
	 * Calls back once, as soon as reads have another outcome: when something at or below one of `prefixes` changes next.
	 * Returns what cancels that.
	 */
	onceChanged(prefixes: readonly string[], changed: () => void): () => void;
	close(): Promise<void>;
}

/** A store cannot write, or read, what it should keep: a full disk, most often. Nothing of the change has happened. */
export class StorageError extends Error {
	override readonly name = "StorageError";
}

export interface Blob {
	readonly key: string;
	readonly bytes: Uint8Array;
}

/**
 * Bytes by key, as {@link StateStore} has its records: bodies of objects. What is given or returned must not be changed.
 * What is called in the same turn as a method of the store beside it is kept together with that or not at all.
 */
export interface BlobStore {
	get(key: string): Promise<Uint8Array | undefined>;
	put(key: string, bytes: Uint8Array): Promise<void>;
	delete(key: string): Promise<void>;
	/** Removes every key that is `prefix` or lies below it. */
	clear(prefix: string): Promise<void>;
	/** {@link clear} of several prefixes and `blobs`, all at once. */
	replace(prefixes: readonly string[], blobs: readonly Blob[]): Promise<void>;
	/** The keys that are one of `prefixes` or lie below it, in no order. */
	keys(prefixes: readonly string[]): string[];
	/** Every blob whose key is one of `prefixes` or lies below it, as at the call, in no order. */
	all(prefixes: readonly string[]): AsyncIterable<Blob>;
	close(): Promise<void>;
}

export interface Timer {
	cancel(): void;
}

/** The only source of time. Milliseconds; `now` is Unix time. */
export interface Clock {
	now(): number;
	/**
	 * Calls `callback` once after `delay` milliseconds. A pending timer never keeps the process alive. A promise that the
	 * callback returns is awaited by a clock that is moved by hand; it must not wait for a later time of the same clock.
	 */
	setTimeout(callback: () => unknown, delay: number): Timer;
}

/** What a clock of the emulator shows. */
export interface ClockState {
	/** Whether it goes on with the system's time or stands still. */
	readonly mode: "real" | "frozen";
	/** Unix milliseconds. */
	readonly now: number;
	/** The same in ISO 8601. */
	readonly iso: string;
	/** Milliseconds by which it is ahead of the system's time. */
	readonly offset: number;
	/** How many timers are set. */
	readonly pendingTimers: number;
	/** How many timers the call has run; while a call moves the clock, how many so far. */
	readonly ranTimers?: number;
	/** While a call moves the clock: to when, in Unix milliseconds. */
	readonly movingTo?: number;
}

/** Unix milliseconds, a Date, or a text of ISO 8601. */
export type Instant = number | string | Date;

/**
 * Moves a clock. One call comes after the other; each resolves when what fell due has run and everything it led to is done,
 * pushes written to their connections included. All reject with a RangeError for a time that cannot be, and with
 * another Error when the emulator closes or is reset before they are done.
 */
export interface ClockControl {
	state(): ClockState;
	/** Stops the clock, at that time or where it is. */
	freeze(at?: Instant, signal?: AbortSignal): Promise<ClockState>;
	/**
	 * Sets the clock, which goes on or stands still as before. What falls due on the way forward runs as in
	 * {@link ClockControl.advance}. Backwards, what has happened stays: timers keep what was left of their delay, schedules
	 * and expiries come again at their times. The signal ends it as {@link ClockControl.cancel} does.
	 */
	set(to: Instant, signal?: AbortSignal): Promise<ClockState>;
	/** Moves the clock on by `ms` milliseconds. What falls due runs in the order of its due time, `now` being that time. */
	advance(ms: number, signal?: AbortSignal): Promise<ClockState>;
	/** Ends the calls that move this clock: they reject, and it goes on, or stands still, from where they have come to. */
	cancel(): ClockState;
	/** Has the clock go on from where it is. */
	resume(): Promise<ClockState>;
	/**
	 * Back to the system's time; the clock of an app follows the emulator's again. What is overdue then runs once. Without
	 * an app: those of all apps.
	 */
	reset(): Promise<ClockState>;
}

/** The emulator's clock. An app follows it until it is moved by itself. */
export interface EmulatorClock extends ClockControl {
	/** The clock of an app. */
	of(appID: string): ClockControl;
}

/**
 * Counts the work under way, by app: what has been begun and will end by itself, without another request and without the
 * clock going on. Waiting for a client, a long poll or a later time is none.
 */
export interface Activity {
	/** Counts `work` until it settles, and gives it back. */
	track<T>(appID: string | undefined, work: Promise<T>): Promise<T>;
	/** Counts what `work` does until that is done. */
	run<T>(appID: string | undefined, work: () => T | Promise<T>): Promise<T>;
	/** Counted work that waits for a later time, or for somebody, is not counted meanwhile: else that time never came. */
	pause<T>(appID: string | undefined, wait: Promise<T>): Promise<T>;
	/** Resolves when nothing is counted for the app (without one: for any), what that work has begun included. */
	settled(appID?: string): Promise<void>;
	/** How many are counted. */
	count(appID?: string): number;
}

/** What an author of a seed may choose. */
export type IdentifierKind =
	| "userID"
	| "thingID"
	| "installationID"
	| "installationRegistrationID"
	| "mqttTopic"
	| "mqttUsername"
	| "mqttPassword"
	| "triggerID"
	| "serverCodeVersionID";

/** The only source of chance. */
export interface Ids {
	/** `length` random bytes. */
	bytes(length: number): Uint8Array;
	/** The identifier to use instead of a new one: where a state is made that was written down. */
	given?(kind: IdentifierKind): string | undefined;
}

/** Hashing and comparing of secrets. */
export interface Secrets {
	/** SHA-256 of `text`, in hex. */
	digest(text: string): string;
	/** Constant-time comparison. */
	equal(a: string, b: string): boolean;
}

/** The app of a push message, and where it is known the typed ID of the owner of the installation. */
export interface PushOrigin {
	readonly appID: string;
	readonly owner?: string;
}

/** Where push messages leave `core`: one publish at QoS 0 on an MQTT topic. */
export interface PushSink {
	/** As `push`, several messages in their order. The same array for many topics in a row is encoded once. */
	pushAll(mqttTopic: string, payloads: readonly string[], from?: PushOrigin): boolean;
	/**
	 * True when a connected client had subscribed and the message was handed to its connection.
	 * @param from whose message it is, for the journal
	 */
	push(mqttTopic: string, payload: string, from?: PushOrigin): boolean;
	/** Ends the connection of a topic whose credentials no longer hold. */
	disconnect(mqttTopic: string, reason: string): void;
}

/** One run of developer-written server code. */
export interface ServerCodeRun {
	readonly source: string;
	/** The name of the function to call. */
	readonly endpoint: string;
	/** Its first argument. */
	readonly params: unknown;
	/** What its second argument offers (Kii guide, "Server code"). */
	readonly context: { readonly appID: string; readonly appKey: string; readonly accessToken: string | undefined };
}

export type ServerCodeOutcome =
	| { readonly ok: true; readonly returnedValue: unknown; readonly steps: number }
	| {
			readonly ok: false;
			readonly errorCode: "RUNTIME_ERROR" | "ENDPOINT_NOT_FOUND" | "TIMEOUT" | "OUT_OF_MEMORY";
			readonly message: string;
			readonly steps: number;
	  };

/** Runs server code away from the emulator. Never rejects. */
export interface ServerCodeRunner {
	run(run: ServerCodeRun): Promise<ServerCodeOutcome>;
	/** What is wrong with the source, undefined when it compiles. */
	check(source: string): Promise<string | undefined>;
	/** Ends the runs of an app's server code, or of all, as if they had failed. */
	endRuns?(appID?: string): void;
	close(): Promise<void>;
}

/** A structured logger, as pino's: bindings first, then a sentence for a person. */
export interface Log {
	debug(bindings: object, message: string): void;
	info(bindings: object, message: string): void;
	warn(bindings: object, message: string): void;
	error(bindings: object, message: string): void;
}
