import type { Core } from "../context.ts";
import type { Timer } from "../ports.ts";
import { nextRun } from "./cron.ts";
import type { SchedulePredicate } from "./trigger-predicate.ts";

/** The timers of a core's triggers, by the keys of their records: gone with the core. */
const timersOf = new WeakMap<Core, Map<string, Timer>>();

/** Calls `onDue` at each time of the schedule from now on. Takes the place of the schedule armed before under the key. */
export function armSchedule(core: Core, key: string, predicate: SchedulePredicate, onDue: () => void): void {
	disarmSchedule(core, key);
	const timers = timersOf.get(core) ?? new Map<string, Timer>();
	timersOf.set(core, timers);

	function wait(after: number): void {
		const due = nextTime(predicate, after);
		if (due === undefined) return void timers.delete(key);
		const timer = core.clock.setTimeout(() => {
			// A timer may be early by a moment: the same time must not come twice. The next one is set before anything
			// is awaited, so that a clock moved by hand meets all of them.
			wait(Math.max(due, core.clock.now()));
			onDue();
		}, due - core.clock.now());
		timers.set(key, timer);
	}

	wait(core.clock.now());
}

export function disarmSchedule(core: Core, key: string): void {
	const timers = timersOf.get(core);
	timers?.get(key)?.cancel();
	timers?.delete(key);
}

/** Ends all schedules of a core that is closing: their timers would keep it. */
export function disarmSchedules(core: Core): void {
	for (const timer of timersOf.get(core)?.values() ?? []) timer.cancel();
	timersOf.delete(core);
}

function nextTime(predicate: SchedulePredicate, after: number): number | undefined {
	if (predicate.eventSource === "SCHEDULE") return nextRun(predicate.schedule, after);
	return predicate.scheduleAt > after ? predicate.scheduleAt : undefined;
}
