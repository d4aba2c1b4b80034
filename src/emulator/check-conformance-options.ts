import { SettingError } from "../config.ts";
import type { ConformanceOptions } from "../conform.ts";
import { abilities, profiles, transports } from "../conformance/case.ts";
import { knownNames } from "../known-names.ts";

/** What is wrong with a value; undefined when nothing is. */
type Check = (value: unknown) => string | undefined;

const longest = 86_400_000;

const oneOf =
	(known: readonly string[]): Check =>
	(value) =>
		known.includes(value as string) ? undefined : `${JSON.stringify(value)} is not one of ${known.join(", ")}`;

const text: Check = (value) => (typeof value === "string" && value !== "" ? undefined : "is no text");
const action: Check = (value) => (typeof value === "function" ? undefined : "is no function");
const milliseconds: Check = (value) =>
	typeof value === "number" && value > 0 && value <= longest ? undefined : `is not milliseconds from 1 to ${longest}`;

function list(each?: Check): Check {
	return (value) => {
		if (!Array.isArray(value)) return "is no list";
		return each && value.map(each).find((problem) => problem !== undefined);
	};
}

const checks: { readonly [Name in keyof Required<ConformanceOptions>]: Check } = {
	// selectCases says which cases and groups there are.
	cases: list(),
	groups: list(),
	profile: oneOf(profiles),
	transport: oneOf(transports),
	timeout: milliseconds,
	vendorThingID: text,
	clientID: text,
	command: text,
	abilities: list(oneOf(abilities)),
	actions: (value) => (Array.isArray(value) && value.length > 0 ? undefined : "is no list of actions"),
	schema: text,
	schemaVersion: (value) => (Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : "is no whole number"),
	otherHost: text,
	resultWithin: milliseconds,
	emulator: (value) => (typeof value === "object" && value !== null ? undefined : "is no object of options"),
	onProgress: action,
	signal: (value) => (value instanceof AbortSignal ? undefined : "is no AbortSignal"),
};

/** Refuses what a run does not know, before it waits for a device: a program in JavaScript may give anything. @throws SettingError */
export function checkConformanceOptions(given: ConformanceOptions): void {
	for (const [name, value] of Object.entries(given)) {
		if (value === undefined) continue;
		const check = Object.hasOwn(checks, name) ? checks[name as keyof ConformanceOptions] : undefined;
		const problem =
			check === undefined ? `is no option of runConformance${knownNames(name, Object.keys(checks))}` : check(value);
		if (problem !== undefined) throw new SettingError(name, problem);
	}
}
