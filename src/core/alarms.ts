import type { Core } from "./context.ts";
import type { Timer } from "./ports.ts";

/** What core does by itself at a time, or at several. */
export interface Alarm {
	/** The first time after `after`, in Unix milliseconds; undefined when there is none any more. */
	next(after: number): number | undefined;
	/** Done at each of them. The clock awaits a promise that it returns. */
	due(): unknown;
}

interface SetAlarm {
	readonly appID: string;
	readonly alarm: Alarm;
	timer: Timer | undefined;
}

/** Those of a core, by the keys of the records they are about: gone with the core. */
const alarmsOf = new WeakMap<Core, Map<string, SetAlarm>>();

/** Sets an alarm on the clock of an app. It takes the place of the one set before under the key. */
export function setAlarm(core: Core, appID: string, key: string, alarm: Alarm): void {
	cancelAlarm(core, key);
	const alarms = alarmsOf.get(core) ?? new Map<string, SetAlarm>();
	alarmsOf.set(core, alarms);
	const set: SetAlarm = { appID, alarm, timer: undefined };
	alarms.set(key, set);
	wait(core, key, set, core.clockOf(appID).now());
}

/** Without effect for a key that has none. */
export function cancelAlarm(core: Core, key: string): void {
	const alarms = alarmsOf.get(core);
	alarms?.get(key)?.timer?.cancel();
	alarms?.delete(key);
}

/** Cancels all alarms, or those of an app: it is reset or gone, or the emulator is closing. */
export function cancelAlarms(core: Core, appID?: string): void {
	for (const [key, set] of alarmsOf.get(core) ?? []) {
		if (appID === undefined || set.appID === appID) cancelAlarm(core, key);
	}
}

/** Works all alarms out again, or those of an app, from its present time on: it was set back, so some times are to come again. */
export function renewAlarms(core: Core, appID?: string): void {
	for (const [key, set] of alarmsOf.get(core) ?? []) {
		if (appID !== undefined && set.appID !== appID) continue;
		set.timer?.cancel();
		wait(core, key, set, core.clockOf(set.appID).now());
	}
}

function wait(core: Core, key: string, set: SetAlarm, after: number): void {
	const { appID, alarm } = set;
	const clock = core.clockOf(appID);
	const due = alarm.next(after);
	// It stays, without a timer: its time comes again when the clock is set back.
	set.timer =
		due === undefined
			? undefined
			: clock.setTimeout(() => {
					// A timer may be early by a moment: the same time must not come twice. The next one is set before anything is
					// awaited, so that a clock moved by hand meets all of them.
					wait(core, key, set, Math.max(due, clock.now()));
					return core.activity.run(appID, () => alarm.due());
				}, due - clock.now());
}
