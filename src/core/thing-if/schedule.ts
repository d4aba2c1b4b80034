import type { Alarm } from "../alarms.ts";
import { nextRun } from "./cron.ts";
import type { SchedulePredicate } from "./trigger-predicate.ts";

/** The first time after `after` that a schedule says, in Unix milliseconds; undefined when there is none any more. */
export function nextTime(predicate: SchedulePredicate, after: number): ReturnType<Alarm["next"]> {
	if (predicate.eventSource === "SCHEDULE") return nextRun(predicate.schedule, after);
	return predicate.scheduleAt > after ? predicate.scheduleAt : undefined;
}
