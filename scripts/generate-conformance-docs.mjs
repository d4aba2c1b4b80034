// Writes the part of docs/conformance.md that lists the cases, from the compiled case files.
//   node scripts/generate-conformance-docs.mjs [--check] [--from FOLDER]
// --check changes nothing and exits with 1 when the page is stale. --from: the compiled src/conformance, by default that
// of `npm run pretest`.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const { check, from } = parseArgs({
	options: { check: { type: "boolean" }, from: { type: "string", default: "build/src/conformance" } },
}).values;
const page = "docs/conformance.md";
const [start, end] = ["<!-- cases -->\n", "<!-- /cases -->\n"];

const { allCases } = await load("all-cases.js");
const { groups } = await load("case.js");
const written = readFileSync(page, "utf8");
const [before, rest] = written.split(start);
const [, after] = rest?.split(end) ?? [];
if (after === undefined) throw new Error(`${page} has no ${start.trim()} … ${end.trim()}`);
const fresh = before + start + sections() + end + after;
if (fresh !== written) {
	if (check) {
		console.error(`${page} is stale: run npm run pretest && node scripts/generate-conformance-docs.mjs`);
		process.exitCode = 1;
	} else writeFileSync(page, fresh);
}

function load(file) {
	return import(pathToFileURL(resolve(join(from, file))).href);
}

function sections() {
	return groups
		.map((group) => [group, allCases.filter((each) => each.group === group)])
		.filter(([, own]) => own.length > 0)
		.map(([group, own]) => `\n### ${group}\n${own.map(section).join("")}`)
		.join("");
}

function section({ id, title, clause, stimulus, rule, profiles, transports, needs = [] }) {
	return [
		"",
		`#### ${id}: ${text(title)}`,
		"",
		`- the emulator: ${text(stimulus)}`,
		`- to pass: ${text(rule)}`,
		`- from: ${text(clause)}`,
		`- profiles: ${profiles.join(", ")}; transports: ${transports === undefined ? "all" : transports.join(", ")}`,
		...(needs.length === 0 ? [] : [`- for a device that: ${needs.join(", ")}`]),
		"",
	].join("\n");
}

function text(line) {
	return line.replaceAll("<", "&lt;").replace(/([*_`#])/g, "\\$1");
}
