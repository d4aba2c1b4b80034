import assert from "node:assert/strict";
import { test } from "node:test";
import { connectEmulator, createEmulator } from "../../src/testing.ts";

test("with control off a test uses its own emulator, and nobody else does", async (t) => {
	const emulator = await createEmulator({ control: "off" });
	t.after(() => emulator.close());
	await using app = await emulator.newApp();
	await app.call("POST", `/api/apps/${app.appID}/buckets/data/objects`, {});
	await app.waitFor({ kind: "http", method: "POST" });
	for await (const entry of app.journal.follow({ since: 1 })) {
		assert.equal(entry.kind, "http");
		break;
	}
	await assert.rejects(connectEmulator(emulator.url), { errorCode: "CONTROL_FORBIDDEN" });
	for (const token of ["", "guessed"]) {
		const reply = await fetch(`${emulator.url}/_emulator/journal`, { headers: { "x-control-token": token } });
		assert.equal(reply.status, 403);
	}
});
