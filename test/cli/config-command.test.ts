import assert from "node:assert/strict";
import { test } from "node:test";
import { describeSettings } from "../../src/config.ts";
import { run } from "./run.ts";

const given = {
	env: { KII_EMULATOR_QOS: "silent" },
	readFile: () => JSON.stringify({ "log-level": "warn", app: [{ appID: "a", appKey: "k" }] }),
};
const args = ["--config=kii.json", "--http-port=0"];

test("config shows every setting, its value and its source", async () => {
	const { code, stdout } = run(["config", ...args], given);
	assert.equal(await code, 0);
	const lines = stdout.join("").trimEnd().split("\n");
	assert.equal(lines.length, describeSettings().length);
	const rows = lines.map((line) => line.trimEnd().split(/ {2,}/));
	for (const row of [
		["http-port", "0", "flag --http-port"],
		["qos", "silent", "variable KII_EMULATOR_QOS"],
		["log-level", "warn", "file kii.json"],
		["app", "a:k:emulator-admin:emulator-secret", "file kii.json"],
		["data-dir", "-", "default"],
	])
		assert.ok(
			rows.some((each) => each.join() === row.join()),
			`${row}`,
		);
});

test("config --json shows the same for programs", async () => {
	const { code, stdout } = run(["config", "--json", ...args], given);
	assert.equal(await code, 0);
	const shown = JSON.parse(stdout.join(""));
	assert.equal(Object.keys(shown).length, describeSettings().length);
	assert.deepEqual(shown["http-port"], { value: 0, source: "flag --http-port" });
	assert.deepEqual(shown["data-dir"], { value: null, source: "default" });
	assert.equal(shown.app.value[0].clientID, "emulator-admin");
});

test("--json belongs to config only", async () => {
	assert.equal(await run(["start", "--json"]).code, 2);
});

test("a secret is not shown", async () => {
	for (const json of [[], ["--json"]]) {
		const { code, stdout } = run(["config", ...json], { env: { KII_EMULATOR_CONTROL_TOKEN: "not-for-eyes" } });
		assert.equal(await code, 0);
		assert.doesNotMatch(stdout.join(""), /not-for-eyes/);
		assert.match(stdout.join(""), /\*\*\*/);
	}
});

test("--print says what it does anyway", async () => {
	const [plain, printed] = [run(["config"]), run(["config", "--print"])];
	assert.deepEqual([await plain.code, await printed.code], [0, 0]);
	assert.deepEqual(printed.stdout, plain.stdout);
});
