import assert from "node:assert/strict";
import { request } from "node:https";
import { test } from "node:test";
import { createEmulator } from "../../src/index.ts";

test("over HTTPS, too, a call is reset: its connection ends without an answer, and nothing is done", async () => {
	await using emulator = await createEmulator();
	await emulator.faults.add({ id: "cut", on: "api", action: "reset", times: 1 });
	const register = () =>
		new Promise<number | string | undefined>((resolve) => {
			const options = { method: "POST", ca: emulator.ca, agent: false, auth: "emulator:emulator-key" } as const;
			const sent = request(`${emulator.urls.https}/api/apps/emulator/users`, options, (response) => {
				response.resume();
				resolve(response.statusCode);
			});
			sent.on("error", ({ code }: NodeJS.ErrnoException) => resolve(code));
			sent.setHeader("content-type", "application/json");
			sent.end('{"loginName":"bob","password":"1234"}');
		});
	assert.equal(await register(), "ECONNRESET");
	// It is new: the first call has registered nobody.
	assert.equal(await register(), 201);
	const [call] = emulator.journal.entries({ fault: "cut" });
	assert.deepEqual(call?.fault, { rule: "cut", action: "reset" });
	assert.equal(call?.kind === "http" && call.status, 0);
});
