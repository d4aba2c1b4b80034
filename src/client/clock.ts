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
	/** Timers that an `advance` or `set` ran. */
	readonly ranTimers?: number;
}

/** A moment: Unix milliseconds, a Date, or ISO 8601. */
export type Moment = number | string | Date;

/** Time for tokens, TTLs, schedules, keepalive and timestamps. */
export interface ClockControl {
	get(): Promise<ClockStatus>;
	/** Stops it, at a moment or where it is. */
	freeze(at?: Moment): Promise<ClockStatus>;
	/** Puts it to a moment; what falls due until then has run when this resolves. */
	set(now: Moment): Promise<ClockStatus>;
	/** Moves it on by milliseconds; what falls due has run, in order, its pushes written, when this resolves. */
	advance(ms: number): Promise<ClockStatus>;
	/** Lets it go on from where it is. */
	resume(): Promise<ClockStatus>;
	/** Back to the system's time. */
	reset(): Promise<ClockStatus>;
}

export function clockControl(call: Call, app: string | undefined): ClockControl {
	const post = (action: string, body?: unknown) =>
		call<ClockStatus>("POST", `/_emulator/clock/${action}`, {
			query: { app },
			...(body === undefined ? {} : { body }),
		});
	return {
		get: () => call("GET", "/_emulator/clock", { query: { app } }),
		freeze: (at) => post("freeze", at === undefined ? {} : { at: written(at) }),
		set: (now) => post("set", { now: written(now) }),
		advance: (ms) => post("advance", { ms }),
		resume: () => post("resume"),
		reset: () => post("reset"),
	};
}

function written(moment: Moment): number | string {
	return moment instanceof Date ? moment.getTime() : moment;
}
