import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { settingOfFlag } from "../../src/config.ts";
import { createTestHttp } from "../helpers/http.ts";

const page = readFileSync("docs/compatibility.md", "utf8");

test("docs/compatibility.md lists the calls as the route table has them", async () => {
	const server = fileURLToPath(new URL("../../src/http/server.js", import.meta.url));
	const script = "scripts/generate-compatibility-docs.mjs";
	await promisify(execFile)(process.execPath, [script, "--check", "--from", server]);
	const { routes } = await createTestHttp();
	for (const { method, path } of routes) {
		const call = `| \`${method} ${path.replace(/:(\w+)/g, "{$1}")}\` |`;
		assert.equal(page.split(call).length, 2, call);
	}
});

test("every call says what it does, and what is inferred in a sentence", async () => {
	const { routes } = await createTestHttp();
	for (const { method, path, config } of routes) {
		assert.match(config.call ?? "", /^[A-Z].*[^.]$/, `${method} ${path}`);
		if (config.inferred !== undefined) assert.match(config.inferred, /^[A-Z`].*\.$/, `${method} ${path}`);
	}
});

test("no call is left over without a heading", () => {
	assert.ok(!page.includes("### Others"));
});

test("the settings it names are settings", () => {
	const named = Array.from(page.matchAll(/settings? `([a-z-]+)`/g), ([, name = ""]) => name);
	assert.ok(named.length > 0);
	for (const name of named) assert.notEqual(settingOfFlag(name), undefined, name);
});
