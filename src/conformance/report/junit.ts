import type { CaseResult, Report } from "../result.ts";
import { entryText } from "./entry-text.ts";
import { escapeMarkup } from "./escape-markup.ts";

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

/**
 * JUnit XML, as CI servers read it: a suite a group; a warning is a pass with its text in `system-out`. It keeps to the schema
 * of Jenkins (junit-10.xsd of its xUnit plugin), which knows Maven Surefire's reports, too.
 */
export function junitReport({ results, device, durationMs, startedAt }: Report): string {
	const groups = [...new Set(results.map((result) => result.case.group))];
	// Of UTC, and without saying so, as the schema of Ant has it.
	const timestamp = new Date(startedAt).toISOString().slice(0, 19);
	const suites = groups.map((group, id) => {
		const cases = results.filter((result) => result.case.group === group);
		const name = `name="${group}" package="kii-emulator" id="${id}" hostname="localhost"`;
		const attributes = `${name} ${counts(cases)} skipped="${count(cases, "not applicable")}" time="${seconds(sum(cases))}" timestamp="${timestamp}"`;
		return `  <testsuite ${attributes}>\n${cases.map(testCase).join("\n")}\n  </testsuite>`;
	});
	const head = `name="${escapeMarkup(`kii-emulator conform: ${device}`)}" ${counts(results)} time="${seconds(durationMs)}"`;
	return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${head}>\n${suites.join("\n")}\n</testsuites>\n`;
}

const sum = (results: readonly CaseResult[]) => results.reduce((total, { durationMs }) => total + durationMs, 0);

const count = (results: readonly CaseResult[], verdict: CaseResult["judgement"]["verdict"]) =>
	results.filter(({ judgement }) => judgement.verdict === verdict).length;

const counts = (results: readonly CaseResult[]) =>
	`tests="${results.length}" failures="${count(results, "fail")}" errors="${count(results, "could not judge")}"`;

function testCase({ case: { id, group, title, clause, rule }, judgement, entries, durationMs }: CaseResult): string {
	const { verdict, reason, warnings = [], evidence = [] } = judgement;
	const shown = entries.filter(({ seq }) => evidence.includes(seq)).map((entry) => `#${entry.seq} ${entryText(entry)}`);
	const text = escapeMarkup([reason, `rule: ${rule}`, `clause: ${clause}`, ...shown].join("\n"));
	const inside = {
		fail: `<failure type="${verdict}" message="${escapeMarkup(reason)}">${text}</failure>`,
		"could not judge": `<error type="${verdict}" message="${escapeMarkup(reason)}">${text}</error>`,
		"not applicable": `<skipped message="${escapeMarkup(reason)}"/>`,
		pass: "",
		"pass with warnings": `<system-out>${escapeMarkup(warnings.join("\n"))}</system-out>`,
	}[verdict];
	const attributes = `classname="kii-emulator.${group}" name="${escapeMarkup(`${id}: ${title}`)}" time="${seconds(durationMs)}"`;
	return inside === "" ? `    <testcase ${attributes}/>` : `    <testcase ${attributes}>${inside}</testcase>`;
}
