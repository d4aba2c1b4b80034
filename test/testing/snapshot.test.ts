import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { connectEmulator, createEmulator } from "../../src/testing.ts";

for (const where of ["here", "elsewhere"]) {
	test(`a snapshot is taken, put back and saved at an emulator ${where}`, async (t) => {
		const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
		const own = await createEmulator({ exportOnExit: join(folder, "state.json") });
		// It writes there when it closes.
		t.after(async () => {
			await own.close();
			rmSync(folder, { recursive: true });
		});
		const emulator = where === "here" ? own : await connectEmulator(own.url);
		const [app, other] = [await emulator.newApp(), await emulator.newApp()];
		const objects = `/api/apps/${app.appID}/buckets/data/objects`;
		const { objectID } = await app.call<{ objectID: string }>("POST", objects, { kept: true });
		const all = await emulator.snapshot.get();
		const ofApp = await emulator.snapshot.get({ app: app.appID });
		assert.deepEqual([all.kind, ofApp.app], ["kii-emulator-snapshot", app.appID]);

		await app.call("DELETE", `${objects}/${objectID}`);
		await emulator.snapshot.restore(ofApp);
		assert.equal((await app.call<{ kept: boolean }>("GET", `${objects}/${objectID}`)).kept, true);

		await other.delete();
		await emulator.snapshot.restore(all);
		assert.ok((await emulator.apps.list()).some(({ appID }) => appID === other.appID));

		await assert.rejects(emulator.snapshot.restore({ ...all, kind: "something" }), { errorCode: "SNAPSHOT_INVALID" });
		await app.call("GET", `${objects}/${objectID}`);
		await assert.rejects(emulator.snapshot.get({ app: "unknown" }), { errorCode: "APP_NOT_FOUND" });

		const { file, bytes } = await emulator.snapshot.save();
		const saved = readFileSync(file);
		assert.deepEqual([saved.length, JSON.parse(`${saved}`).kind], [bytes, "kii-emulator-snapshot"]);
	});
}
