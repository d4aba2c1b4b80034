import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createEmulator, SettingError } from "../../src/index.ts";
import { call } from "../helpers/owner.ts";

function folderOf(t: TestContext, files: Readonly<Record<string, string>>): string {
	const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
	t.after(() => rmSync(folder, { recursive: true }));
	for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
	return folder;
}

test("every {appID}.js of the folder is its app's current server code", async (t) => {
	const serverCodeDir = folderOf(t, {
		"emulator.js": 'function hello(params) { return "hello " + params.name; }',
		"other.js": "async function hello(params, context) { return context.getAppID(); }",
		"notes.txt": "no code",
	});
	await using emulator = await createEmulator({ serverCodeDir });
	const hello = async (appID: string) => {
		const path = `/api/apps/${appID}/server-code/versions/current/hello`;
		return (await call(emulator, undefined, "POST", path, { name: "Ann" })).body;
	};
	assert.deepEqual(await hello("emulator"), { returnedValue: "hello Ann" });
	assert.deepEqual(await hello("other"), { returnedValue: "other" });
	assert.equal((await hello("notes")).errorCode, "SERVER_CODE_VERSION_NOT_FOUND");
});

for (const [name, files, settings, reason] of [
	["that does not compile", { "emulator.js": "function (" }, {}, /emulator\.js: .*Function statements require/],
	[
		"of an unknown app",
		{ "other.js": "function f() {}" },
		{ apps: "fixed" },
		/other\.js: App with ID other was not found/,
	],
] as const) {
	test(`a file ${name} keeps the emulator from starting`, async (t) => {
		const serverCodeDir = folderOf(t, files);
		await assert.rejects(createEmulator({ ...settings, serverCodeDir }), (error) => {
			assert.ok(error instanceof SettingError);
			assert.match(error.message, /^server-code-dir: cannot deploy /);
			assert.match(error.message, reason);
			return true;
		});
	});
}

test("a folder that is not there", async (t) => {
	const serverCodeDir = join(folderOf(t, {}), "none");
	await assert.rejects(createEmulator({ serverCodeDir }), /^SettingError: server-code-dir: cannot read .*ENOENT/);
});

test("the time limit is a setting", async (t) => {
	const serverCodeDir = folderOf(t, { "emulator.js": "function loop() { for (;;); }" });
	await using emulator = await createEmulator({ serverCodeDir, serverCodeTimeout: 1 });
	const path = "/api/apps/emulator/server-code/versions/current/loop";
	const { status, body } = await call(emulator, undefined, "POST", path, {});
	assert.equal(status, 400);
	assert.deepEqual(body.details, { errorCode: "TIMEOUT", message: "the server code ran longer than 1000 ms" });
});

test("closing ends a run under way", async (t) => {
	const serverCodeDir = folderOf(t, { "emulator.js": "function loop() { for (;;); }" });
	const emulator = await createEmulator({ serverCodeDir });
	const path = "/api/apps/emulator/server-code/versions/current/loop";
	const looping = call(emulator, undefined, "POST", path, {}).catch(() => undefined);
	await emulator.close(0);
	await looping;
});
