import assert from "node:assert/strict";
import { test } from "node:test";
import { reportFor } from "../../../src/conformance/report/report-formats.ts";
import { resultLines, summaryLines } from "../../../src/conformance/report/summary.ts";
import { exitCode, overallVerdict } from "../../../src/conformance/result.ts";
import { report } from "./a-report.ts";
import { assertJunit } from "./junit-schema.ts";
import { readXml } from "./read-xml.ts";

const text = (ending: string) => reportFor(`some.report.${ending}`)?.(report) ?? "";

test("the JSON report is the whole report", () => {
	assert.deepEqual(JSON.parse(text("json")), { format: 1, ...JSON.parse(JSON.stringify(report)) });
});

test("the JUnit report is well-formed and counts as CI servers do", () => {
	const elements = readXml(text("xml"));
	const [suites] = elements;
	assert.equal(suites?.name, "testsuites");
	assert.equal(suites?.attributes.name, 'kii-emulator conform: node "device" <1>');
	const { tests, failures, errors } = suites?.attributes ?? {};
	assert.deepEqual({ tests, failures, errors }, { tests: "5", failures: "1", errors: "1" });
	const [suite] = elements.filter(({ name }) => name === "testsuite");
	assert.deepEqual({ ...suite?.attributes }, { ...suite?.attributes, tests, failures, errors, skipped: "1" });
	assert.equal(elements.filter(({ name }) => name === "testcase").length, 5);
	const failure = elements.find(({ name }) => name === "failure");
	assert.equal(failure?.attributes.message, "it said <nothing> & | left");
	assert.match(failure?.text ?? "", /rule: it pings\nclause: \[MQTT-3\.1\.2-24\]\n#4 PUBLISH p\/topic-1\/x <script>/);
	assert.equal(elements.find(({ name }) => name === "system-out")?.text, "without jitter <0 ms>");
	assert.equal(elements.find(({ name }) => name === "error")?.attributes.message, "no session within 1 s");
});

test("the JUnit report is as the schema of Jenkins has it, also without a case, and with what XML has no character for", () => {
	assertJunit(readXml(text("xml")));
	const said = "\u0000 \ud800 ]]> é 💡";
	const odd = report.results.map((result) => ({ ...result, judgement: { ...result.judgement, reason: said } }));
	for (const results of [[], odd])
		assertJunit(readXml(reportFor("a.xml")?.({ ...report, device: said, results }) ?? ""));
});

test("the Markdown report has a row for each case and the packets of those that did not pass", () => {
	const lines = text("md").split("\n");
	const rows = lines.filter((line) => line.startsWith("| "));
	assert.equal(rows.length, 1 + report.results.length);
	assert.ok(rows.includes("| bad-one | fail | it said <nothing> & \\| left |"));
	assert.ok(lines.includes("- without jitter <0 ms>"));
	assert.deepEqual(
		lines.filter((line) => line.startsWith("## ")),
		["## bad-one: title of bad-one", "## odd-one: title of odd-one", "## lost-one: title of lost-one"],
	);
	assert.ok(lines.some((line) => /^\* +1\.500 s → PUBLISH/.test(line)));
	// What a device says ends no block of code.
	assert.equal(lines.filter((line) => line.includes("```")).length % 2, 0);
	assert.ok(lines.filter((line) => line.includes("```")).every((line) => line === "```"));
});

test("the HTML page needs nothing else, pictures what did not pass, and runs nothing that a device said", () => {
	const page = text("html");
	assert.doesNotMatch(page, /<script|<link|<img|src=|https?:\/\/|@import|url\(/);
	assert.match(page, /&lt;script&gt;alert\(&quot;&amp;&quot;\)/);
	assert.equal(page.match(/<svg /g)?.length, 3);
	for (const id of ["bad-one", "odd-one", "lost-one"]) {
		assert.ok(page.includes(`<a href="#${id}">`) && page.includes(`<section id="${id}">`), id);
	}
	// Well-formed below its doctype, but for the one element that has no end.
	readXml(
		page
			.replace(/^<!doctype html>\n/, "")
			.replace(/<meta [^>]*>/g, "")
			.replaceAll("<br>", "<br/>"),
	);
});

test("the summary says what is wrong, what had been expected, and the warnings", () => {
	assert.deepEqual(report.results.flatMap(resultLines), [
		"✔ good-one: title of good-one",
		"✖ bad-one: title of bad-one",
		"    it said <nothing> & | left",
		"    to pass: it pings ([MQTT-3.1.2-24])",
		"! odd-one: title of odd-one",
		"    it came back",
		"    warning: without jitter <0 ms>",
		"- other-one: title of other-one",
		"    not a case of tcp",
		"? lost-one: title of lost-one",
		"    no session within 1 s",
	]);
	assert.deepEqual(summaryLines(report), [
		"5 cases: 1 pass, 1 pass with warnings, 1 fail, 1 not applicable, 1 could not judge",
		"Verdict: fail",
	]);
});

test("a fail outweighs not knowing, not knowing outweighs a warning; the exit code follows", () => {
	const of = (...verdicts: string[]) =>
		overallVerdict(report.results.filter(({ judgement }) => verdicts.includes(judgement.verdict)));
	const seen = [
		of("pass", "not applicable"),
		of("pass", "pass with warnings"),
		of("pass with warnings", "could not judge"),
		of("could not judge", "fail"),
		of("not applicable"),
	];
	assert.deepEqual(seen, ["pass", "pass with warnings", "could not judge", "fail", "could not judge"]);
	assert.deepEqual(seen.map(exitCode), [0, 0, 2, 1, 2]);
});

test("a file whose ending tells no format has none", () => {
	for (const file of ["report", "report.txt", "json", "x.constructor"]) assert.equal(reportFor(file), undefined, file);
});
