// Writes the part of docs/configuration.md that lists the settings, from the compiled schema.
//   node scripts/generate-configuration-docs.mjs [--check] [--from FILE]
// --check changes nothing and exits with 1 when the page is stale. --from: the compiled src/config.ts, by default
// that of `npm run pretest`.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const { check, from } = parseArgs({
	options: { check: { type: "boolean" }, from: { type: "string", default: "build/src/config.js" } },
}).values;
const page = "docs/configuration.md";
const [start, end] = ["<!-- settings -->\n", "<!-- /settings -->\n"];

const { describeSettings } = await import(pathToFileURL(from).href);
const written = readFileSync(page, "utf8");
const [before, , after] = split(written);
const fresh = before + start + tables(describeSettings()) + end + after;
if (fresh !== written) {
	if (check) {
		console.error(`${page} is stale: run npm run pretest && node scripts/generate-configuration-docs.mjs`);
		process.exitCode = 1;
	} else writeFileSync(page, fresh);
}

function split(text) {
	const [before, rest] = text.split(start);
	const [inside, after] = rest?.split(end) ?? [];
	if (after === undefined) throw new Error(`${page} has no ${start.trim()} … ${end.trim()}`);
	return [before, inside, after];
}

function tables(settings) {
	const groups = [...new Set(settings.map(({ group }) => group))];
	return groups
		.map((group) =>
			section(
				group,
				settings.filter((each) => each.group === group),
			),
		)
		.join("");
}

function section(group, settings) {
	const rows = settings.map(
		({ key, variable, accepts, default: initial, summary }) =>
			`| \`${key}\` | \`${variable}\` | ${accepts} | ${initial === undefined ? "" : `\`${initial}\``} | ${summary} |`,
	);
	const notes = settings.filter(({ details }) => details).map(({ key, details }) => `- \`${key}\`: ${details}`);
	const lines = [
		`\n### ${group}\n`,
		"| Setting | Variable | Values | Default | Meaning |",
		"|---|---|---|---|---|",
		...rows,
		"",
	];
	if (notes.length > 0) lines.push(...notes, "");
	return lines.join("\n");
}
