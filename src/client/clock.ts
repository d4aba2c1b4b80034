import { onlyKnown } from "../only-known.ts";
import type { Call } from "./control-call.ts";

/** The clock of an app, or the one that all apps have which have none of their own. */
export interface ClockStatus {
	readonly mode: "real" | "frozen";
	/** Unix milliseconds. */
	readonly now: number;
	readonly iso: string;
	/** Milliseconds that it is ahead of the system's. */
	readonly offset: number;
	/** Timers that wait. */
	readonly pendingTimers: number;
	/** Timers that an `advance` or `set` ran, or has run so far. */
	readonly ranTimers?: number;
	/** While a call moves the clock: to when, in Unix milliseconds. */
	readonly movingTo?: number;
}

/** A moment: Unix milliseconds, a Date, or ISO 8601. */
export type Moment = number | string | Date;

export interface MoveOptions {
	/** Ends the call; the clock stays where it has come to. */
	readonly signal?: AbortSignal;
}

/** Time for tokens, TTLs, schedules, keepalive and timestamps. */
export interface ClockControl {
	get(): Promise<ClockStatus>;
	/** Stops it, at a moment or where it is. */
	freeze(at?: Moment): Promise<ClockStatus>;
	/** Puts it to a moment; what falls due until then has run when this resolves. */
	set(now: Moment, options?: MoveOptions): Promise<ClockStatus>;
	/** Moves it on by milliseconds; what falls due has run, in order, its pushes written, when this resolves. */
	advance(ms: number, options?: MoveOptions): Promise<ClockStatus>;
	/** Ends the calls that move it, which reject with OPERATION_NOT_ALLOWED; it stays where they have come to. */
	cancel(): Promise<ClockStatus>;
	/** Lets it go on from where it is. */
	resume(): Promise<ClockStatus>;
	/** Back to the system's time. */
	reset(): Promise<ClockStatus>;
}

export function clockControl(call: Call, app: string | undefined): ClockControl {
	const post = async (action: string, body?: unknown, options: MoveOptions = {}) => {
		onlyKnown(options, ["signal"], `option of clock.${action}`);
		return call<ClockStatus>("POST", `/_emulator/clock/${action}`, {
			query: { app },
			signal: options.signal,
			...(body === undefined ? {} : { body }),
		});
	};
	return {
		get: () => call("GET", "/_emulator/clock", { query: { app } }),
		freeze: (at) => post("freeze", at === undefined ? {} : { at: written(at) }),
		set: (now, options) => post("set", { now: written(now) }, options),
		advance: (ms, options) => post("advance", { ms }, options),
		cancel: () => call("DELETE", "/_emulator/clock/advance", { query: { app } }),
		resume: () => post("resume"),
		reset: () => post("reset"),
	};
}

function written(moment: Moment): number | string {
	return moment instanceof Date ? moment.getTime() : moment;
}
