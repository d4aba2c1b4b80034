import { invalidInput } from "../core/errors.ts";

const latest = 8_640_000_000_000_000;

/**
 * A time of a request in Unix milliseconds, or as JSON has a `Date`: the JavaScript SDK takes one and sends it so.
 * @throws KiiError INVALID_INPUT_DATA
 */
export function epochMilliseconds(field: string, time: number | string): number {
	const isDate = typeof time === "string" && /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(time);
	const milliseconds = typeof time === "number" ? time : isDate ? Date.parse(time) : Number.NaN;
	if (Number.isInteger(milliseconds) && milliseconds >= 0 && milliseconds <= latest) return milliseconds;
	throw invalidInput({ [field]: "must be a time in Unix milliseconds" });
}
