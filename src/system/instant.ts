import type { Instant } from "../core/ports.ts";

/** The end of the year 9999: the last that ISO 8601 writes with four digits. */
export const lastInstant = 253_402_300_799_999;

const isoText = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** Unix milliseconds, whole. @throws RangeError for what is no time from 1970 to 9999 */
export function millisecondsOf(instant: Instant): number {
	const milliseconds = typeof instant === "string" ? ofText(instant) : Number(instant);
	if (milliseconds >= 0 && milliseconds <= lastInstant) return Math.trunc(milliseconds);
	const given = instant instanceof Date ? "that Date" : JSON.stringify(instant);
	throw new RangeError(`${given} is no time: give Unix milliseconds or ISO 8601, from 1970 to 9999`);
}

function ofText(text: string): number {
	return isoText.test(text) ? Date.parse(text) : Number.NaN;
}
