import { KiiError } from "../errors.ts";
import { isObject } from "../is-object.ts";
import { type Clause, holds } from "./clause.ts";
import { nextRun } from "./cron.ts";
import { parseClause } from "./parse-clause.ts";

const triggersWhens = ["CONDITION_TRUE", "CONDITION_FALSE_TO_TRUE", "CONDITION_CHANGED"] as const;

export interface StatePredicate {
	readonly eventSource: "STATES";
	readonly condition: Clause;
	readonly triggersWhen: (typeof triggersWhens)[number];
}

export type SchedulePredicate =
	/** `schedule` is a cron expression of five fields, in UTC. */
	| { readonly eventSource: "SCHEDULE"; readonly schedule: string }
	/** Unix milliseconds. */
	| { readonly eventSource: "SCHEDULE_ONCE"; readonly scheduleAt: number };

/** When a trigger fires (mqtt-and-thing-if, B5). */
export type Predicate = StatePredicate | SchedulePredicate;

const clauseTypes: readonly Clause["type"][] = ["eq", "not", "range", "and", "or"];

/** @param now Unix milliseconds: what lies before cannot be scheduled. @throws KiiError WRONG_PREDICATE */
export function parsePredicate(value: unknown, now: number): Predicate {
	if (!isObject(value)) throw wrongField("predicate");
	const { eventSource } = value;
	switch (eventSource) {
		case "STATES": {
			const triggersWhen = triggersWhens.find((name) => name === value.triggersWhen);
			if (triggersWhen === undefined) throw wrongField("triggersWhen");
			const fault = (path: string, text: string) => wrongField("condition", `${path} ${text}`);
			const condition = parseClause(value.condition, "condition", { types: clauseTypes, fault });
			return { eventSource, condition, triggersWhen };
		}
		case "SCHEDULE": {
			const { schedule } = value;
			if (typeof schedule !== "string" || nextRun(schedule, now) === undefined) throw wrongField("schedule");
			return { eventSource, schedule };
		}
		case "SCHEDULE_ONCE": {
			const { scheduleAt } = value;
			if (!Number.isSafeInteger(scheduleAt)) throw wrongField("scheduleAt");
			if (Number(scheduleAt) <= now) throw wrongField("scheduleAt", "is in the past");
			return { eventSource, scheduleAt: Number(scheduleAt) };
		}
		default:
			throw wrongField("eventSource");
	}
}

/** Whether a change of the state fires. Before the first state no condition is true. */
export function firesOn(
	{ condition, triggersWhen }: StatePredicate,
	{ before, after, at }: { readonly before: State | undefined; readonly after: State; readonly at: number },
): boolean {
	const is = holds(condition, { state: after, at });
	if (triggersWhen === "CONDITION_TRUE") return is;
	const was = before !== undefined && holds(condition, { state: before, at });
	return triggersWhen === "CONDITION_CHANGED" ? is !== was : is && !was;
}

type State = Readonly<Record<string, unknown>>;

// Worded as the real service's (live test of the iOS SDK).
function wrongField(field: string, why?: string): KiiError {
	return new KiiError("WRONG_PREDICATE", `Value for '${field}' field is incorrect${why ? `: ${why}` : ""}`);
}
