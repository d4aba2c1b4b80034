import assert from "node:assert/strict";
import { test } from "node:test";
import { SettingError } from "../../src/config.ts";

test("the message starts with the name that a file and a flag have", () => {
	const cause = new Error("EADDRINUSE");
	const error = new SettingError("wssPort", "in use", { exitCode: 1, cause });
	assert.equal(error.message, "wss-port: in use");
	assert.deepEqual([error.setting, error.exitCode, error.source, error.cause], ["wss-port", 1, undefined, cause]);
});

test("what is no setting keeps the word that was given", () => {
	assert.equal(new SettingError("--htpPort", "unknown flag").setting, "--htpPort");
});
