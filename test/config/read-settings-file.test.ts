import assert from "node:assert/strict";
import { test } from "node:test";
import { readSettingsFile } from "../../src/config/read-settings-file.ts";

const reading = (text: string) => () => readSettingsFile("kii.json", () => text);

test("keys are the names of flags; a byte order mark is skipped", () => {
	assert.deepEqual([...reading('\uFEFF{"ws-port": 1}')()], [["wsPort", 1]]);
});

test("an unknown key is refused with a hint", () => {
	const message = 'config: "wsPort" in kii.json is no setting; did you mean ws-port?';
	assert.throws(reading('{"wsPort": 1}'), { message, exitCode: 2 });
	assert.throws(reading('{"zzzzzzzz": 1}'), { message: 'config: "zzzzzzzz" in kii.json is no setting' });
});

test("what cannot be read, or is no JSON object, is refused in one line", () => {
	assert.throws(reading("{\n oops"), {
		setting: "config",
		exitCode: 2,
		message: /^config: kii\.json is not JSON: [^\n]+$/,
	});
	assert.throws(reading("[]"), { message: "config: kii.json does not hold a JSON object" });
	const missing = () => {
		throw new Error("no such file");
	};
	assert.throws(() => readSettingsFile("kii.json", missing), { message: "config: cannot read kii.json: no such file" });
});
