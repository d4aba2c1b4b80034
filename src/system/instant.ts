import type { Instant } from "../core/ports.ts";

/** The end of the year 9998: a clock that goes on from there has a year left in which ISO 8601 writes four digits. */
export const lastInstant = Date.UTC(9999, 0, 1) - 1;

const isoText = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** Unix milliseconds, whole. @throws RangeError for what is no time from 1970 to 9998 */
export function millisecondsOf(instant: Instant): number {
	const milliseconds = typeof instant === "string" ? ofText(instant) : Number(instant);
	if (milliseconds >= 0 && milliseconds <= lastInstant) return Math.trunc(milliseconds);
	const given = instant instanceof Date ? "that Date" : JSON.stringify(instant);
	throw new RangeError(`${given} is no time: give Unix milliseconds or ISO 8601, from 1970 to 9998`);
}

function ofText(text: string): number {
	if (!isoText.test(text)) return Number.NaN;
	// `Date.parse` takes the 30th of February for the 2nd of March.
	const day = text.slice(0, 10);
	const midnight = Date.parse(day);
	if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return Number.NaN;
	return Date.parse(text);
}
