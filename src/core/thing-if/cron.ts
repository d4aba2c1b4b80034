import { Cron } from "croner";

/** What a field is made of: numbers, lists, ranges, steps, and names of months and days. */
const field = /^(?:\d|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT|[*,/-])+$/i;

// A longer expression can only repeat itself.
const maxLength = 200;

/**
 * The first time after `after` that a cron expression of five fields means, both in Unix milliseconds; in UTC.
 * Undefined when it is no such expression or never comes.
 */
export function nextRun(schedule: string, after: number): number | undefined {
	const fields = schedule.trim().split(/\s+/);
	if (schedule.length > maxLength || fields.length !== 5 || !fields.every((each) => field.test(each))) return undefined;
	try {
		return parsed(fields.join(" ")).nextRun(new Date(after))?.getTime();
	} catch {
		return undefined;
	}
}

/** Expressions that were asked for last: a trigger asks at each firing, and to parse one takes longer than to use it. */
const known = new Map<string, Cron>();
const mostKnown = 1000;

function parsed(expression: string): Cron {
	let cron = known.get(expression);
	if (cron === undefined) {
		cron = new Cron(expression, { mode: "5-part", utcOffset: 0, paused: true });
		if (known.size >= mostKnown) known.clear();
		known.set(expression, cron);
	}
	return cron;
}
