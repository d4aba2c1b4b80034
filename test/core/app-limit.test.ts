import assert from "node:assert/strict";
import { test } from "node:test";
import { createApp, deleteAppRecord, findApp, listApps } from "../../src/core/app.ts";
import { createTestCore } from "../helpers/core.ts";

/** A core that says what it warned of. */
async function limitedCore(maxApps: number) {
	const warned: string[] = [];
	const core = await createTestCore({ maxApps });
	return { warned, core: { ...core, log: { ...core.log, warn: (_: object, text: string) => void warned.push(text) } } };
}

test("an unknown app ID creates no app when there are max-apps; those that are there are found", async () => {
	const { core, warned } = await limitedCore(3);
	await findApp(core, "one");
	await findApp(core, "two");
	assert.deepEqual(warned, []);
	const refused = { errorCode: "APP_NOT_FOUND", status: 404, context: { appID: "three", maxApps: 3 } };
	await assert.rejects(findApp(core, "three"), refused);
	assert.equal((await findApp(core, "two")).appID, "two");
	assert.equal((await listApps(core)).length, 3);
});

test("who deletes one makes room; the control API creates one in any case, and it counts", async () => {
	const { core } = await limitedCore(2);
	await findApp(core, "one");
	await assert.rejects(findApp(core, "two"), { errorCode: "APP_NOT_FOUND" });
	await deleteAppRecord(core, "one");
	await findApp(core, "two");
	await createApp(core, { appID: "wanted" });
	await deleteAppRecord(core, "two");
	await assert.rejects(findApp(core, "two"), { errorCode: "APP_NOT_FOUND" });
});

test("of many at once no more are created than there is room for", async () => {
	const { core } = await limitedCore(10);
	const names = Array.from({ length: 50 }, (_, n) => `app-${n}`);
	const found = await Promise.allSettled(names.map((name) => findApp(core, name)));
	assert.equal((await listApps(core)).length, 10);
	assert.equal(found.filter(({ status }) => status === "fulfilled").length, 9);
});

test("the log says so the 1st, 10th, 100th time, and anew after one was created", async () => {
	const { core, warned } = await limitedCore(1);
	for (let n = 0; n < 120; n++) await assert.rejects(findApp(core, `app-${n}`));
	assert.equal(warned.length, 3);
	assert.match(
		warned[0] ?? "",
		/^app app-0 is unknown and was not created: there are 1 apps, .* max-apps allows; raise it/,
	);
	await deleteAppRecord(core, "emulator");
	await findApp(core, "one");
	await assert.rejects(findApp(core, "two"));
	assert.equal(warned.length, 4);
});
