import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { checkRule } from "../../src/faults/check-rule.ts";

test("every rule that docs/faults.md prints is one", async () => {
	const page = await readFile("docs/faults.md", "utf8");
	const rules = [...page.matchAll(/-d '(\{ "on".*\})'/g)].map(([, rule = ""]) => JSON.parse(rule));
	assert.ok(rules.length > 5, `${rules.length}`);
	for (const rule of rules) assert.doesNotThrow(() => checkRule(rule), JSON.stringify(rule));
});

test("docs/faults.md says of every action on the network what it does", async () => {
	const page = await readFile("docs/faults.md", "utf8");
	for (const action of ["latency", "bandwidth", "slice", "half-open", "limit", "reset", "refuse"]) {
		assert.match(page, new RegExp(`^\\| \`${action}\` \\|`, "m"), action);
	}
});
