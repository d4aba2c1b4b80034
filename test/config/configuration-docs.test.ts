import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { completeSettings, describeSettings, parseFlags, resolveSettings } from "../../src/config.ts";

const page = readFileSync("docs/configuration.md", "utf8");

test("docs/configuration.md lists the settings as the schema has them", async () => {
	const schema = fileURLToPath(new URL("../../src/config.js", import.meta.url));
	await promisify(execFile)(process.execPath, ["scripts/generate-configuration-docs.mjs", "--check", "--from", schema]);
	for (const { variable } of describeSettings()) assert.ok(page.includes(`\`${variable}\``), variable);
});

test("the example of a file can be used", () => {
	const [, example = ""] = /```json\n(.*?)```/s.exec(page) ?? [];
	const { settings } = resolveSettings({ flags: parseFlags(["--config=f"]), env: {}, readFile: () => example });
	assert.equal(settings.app.length, 2);
	completeSettings(settings);
});
