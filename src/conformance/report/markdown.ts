import type { Report } from "../result.ts";
import { entryText } from "./entry-text.ts";

/** Packets shown around those that a verdict rests on. */
const context = 2;

/** For a pull request or a wiki: a table of all cases, then each that did not pass, with its packets. */
export function markdownReport(report: Report): string {
	const { device, profile, transport, emulatorVersion, startedAt, verdict, results } = report;
	const lines = [
		`# Conformance of ${device}`,
		"",
		`**${verdict}** · profile ${profile} · ${transport} · kii-emulator ${emulatorVersion} · ${new Date(startedAt).toISOString()}`,
		"",
		"| case | verdict | what was seen |",
		"|---|---|---|",
		...results.map(({ case: { id }, judgement }) => `| ${id} | ${judgement.verdict} | ${cell(judgement.reason)} |`),
	];
	for (const { case: of, judgement, entries } of results) {
		const { verdict: its, reason, warnings = [], evidence = [] } = judgement;
		if (its === "pass" || its === "not applicable") continue;
		lines.push("", `## ${of.id}: ${of.title}`, "", `${its}: ${reason}`, "");
		lines.push(...warnings.map((warning) => `- ${warning}`), ...(warnings.length > 0 ? [""] : []));
		lines.push(`- the emulator: ${of.stimulus}`, `- to pass: ${of.rule}`, `- from: ${of.clause}`, "");
		const at = entries.flatMap(({ seq }, index) => (evidence.includes(seq) ? [index] : []));
		const shown = entries.filter((_, index) => at.some((each) => Math.abs(each - index) <= context));
		if (shown.length === 0) continue;
		lines.push("```", ...shown.map((entry) => packetLine(entry, entries[0]?.time ?? 0, evidence)), "```");
	}
	return `${lines.join("\n")}\n`;
}

function packetLine(
	entry: Report["results"][number]["entries"][number],
	start: number,
	evidence: readonly number[],
): string {
	const arrow = entry.kind === "mqtt" ? (entry.direction === "in" ? "→" : "←") : " ";
	const mark = evidence.includes(entry.seq) ? "*" : " ";
	const text = entryText(entry).replaceAll("```", "'''");
	return `${mark} ${((entry.time - start) / 1000).toFixed(3).padStart(9)} s ${arrow} ${text}`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s+/g, " ");
