import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { allCases } from "../../src/conformance/all-cases.ts";
import { groups } from "../../src/conformance/case.ts";

test("docs/conformance.md lists every case as its file has it", async () => {
	const from = fileURLToPath(new URL("../../src/conformance", import.meta.url));
	const script = "scripts/generate-conformance-docs.mjs";
	await promisify(execFile)(process.execPath, [script, "--check", "--from", from]);
	const page = readFileSync("docs/conformance.md", "utf8");
	for (const { id } of allCases) assert.equal(page.split(`\n#### ${id}: `).length, 2, id);
});

test("every case is in the list, once, in the order of the groups, and has a file of its name", () => {
	const ids = allCases.map(({ id }) => id);
	assert.equal(new Set(ids).size, ids.length);
	const order = allCases.map(({ group }) => groups.indexOf(group));
	assert.deepEqual(
		order,
		order.toSorted((one, other) => one - other),
	);
	const files = readdirSync("src/conformance/cases").map((file) => file.replace(/\.ts$/, ""));
	for (const id of ids) assert.ok(files.includes(id), `no cases/${id}.ts`);
});
