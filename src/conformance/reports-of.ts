import type { ApiEntry } from "../journal/entry.ts";
import type { Evidence } from "./evidence.ts";
import { resultReport } from "./good-command.ts";

/** The reports over MQTT of the command that a mark `{name} {commandID}` tells of, in their order. */
export function reportsOf(evidence: Evidence, name: string): readonly ApiEntry[] {
	const commandID = evidence.marks.find((mark) => mark.name.startsWith(`${name} `))?.name.split(" ")[1];
	if (commandID === undefined) return [];
	return evidence.all(resultReport(commandID)).filter((entry): entry is ApiEntry => entry.kind === "api");
}
