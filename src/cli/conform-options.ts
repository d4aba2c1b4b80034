import { didYouMean, SettingError } from "../config.ts";
import type { ConformanceOptions } from "../conform.ts";
import { allCases } from "../conformance/all-cases.ts";
import { profiles, transports } from "../conformance/case.ts";
import { reportFor, reportFormats } from "../conformance/report/report-formats.ts";
import { groupOf, type Selection, selectCases, UnknownCase } from "../conformance/select-cases.ts";
import type { Call } from "./command.ts";

const abilities = ["onboards", "requests", "commands", "reconnects"] as const;

export interface ConformCall {
	readonly options: ConformanceOptions;
	readonly reports: readonly string[];
}

/** Reads the flags of `kii-emulator conform`. @throws SettingError */
export function conformOptions({ own, settings, sources }: Call): ConformCall {
	if (!settings.journal) throw new SettingError("journal", "is off, and conform judges by it");
	const reports = list(own.get("report"));
	for (const file of reports) {
		if (reportFor(file) === undefined) {
			const endings = Object.keys(reportFormats).map((ending) => `.${ending}`);
			throw new SettingError("--report", `"${file}" must end with ${endings.join(", ")}`);
		}
	}
	// The emulator of a run begins with nothing and leaves nothing.
	const { portsFile, dataDir, ...emulator } = settings;
	// The verdict says what went wrong, and the cases have much go wrong on purpose.
	if (sources.logLevel.kind === "default") emulator.logLevel = "error";
	const options: ConformanceOptions = {
		...selectionOf(list(own.get("case")), list(own.get("group"))),
		profile: oneOf("--profile", own.get("profile"), profiles),
		transport: oneOf("--transport", own.get("transport"), transports),
		timeout: seconds(own.get("timeout")),
		command: own.get("command"),
		vendorThingID: own.get("vendor-thing-id"),
		clientID: own.get("client-id"),
		otherHost: own.get("other-host"),
		abilities: own.has("abilities")
			? list(own.get("abilities")).map((given) => oneOf("--abilities", given, abilities) ?? "reconnects")
			: undefined,
		actions: actions(own.get("actions")),
		...schema(own.get("schema")),
		emulator,
	};
	return { options, reports };
}

function selectionOf(cases: readonly string[], groups: readonly string[]): Selection {
	try {
		const selection = { cases, groups: groups.map(groupOf) };
		selectCases(allCases, selection);
		return selection;
	} catch (error) {
		if (!(error instanceof UnknownCase)) throw error;
		const { kind, given, known } = error;
		const hint =
			didYouMean(given, known) || (kind === "group" ? `; there are ${known.join(", ")}` : "; --list has them");
		throw new SettingError(`--${kind}`, `there is no ${kind} "${given}"${hint}`);
	}
}

const list = (text = ""): string[] => text.split(",").flatMap((each) => (each.trim() === "" ? [] : [each.trim()]));

function oneOf<T extends string>(flag: string, given: string | undefined, known: readonly T[]): T | undefined {
	if (given === undefined) return undefined;
	const found = known.find((each) => each === given);
	if (found === undefined) throw new SettingError(flag, `"${given}" is not one of ${known.join(", ")}`);
	return found;
}

/** In milliseconds. */
function seconds(given: string | undefined): number | undefined {
	if (given === undefined) return undefined;
	const value = Number(given);
	if (!(value > 0 && value <= 86_400)) throw new SettingError("--timeout", `"${given}" is not seconds from 1 to 86400`);
	return value * 1000;
}

function actions(given: string | undefined): readonly unknown[] | undefined {
	if (given === undefined) return undefined;
	try {
		const parsed: unknown = JSON.parse(given);
		if (Array.isArray(parsed) && parsed.length > 0) return parsed;
	} catch {
		// Said below.
	}
	throw new SettingError("--actions", `is not a JSON array of actions such as '[{"turnPower":{"power":true}}]'`);
}

/** `lamp` or `lamp:2`. */
function schema(given: string | undefined): Pick<ConformanceOptions, "schema" | "schemaVersion"> {
	if (given === undefined) return {};
	const [, name, version] = /^(.+?)(?::(\d+))?$/.exec(given) ?? [];
	return { schema: name, schemaVersion: version === undefined ? undefined : Number(version) };
}
