// A year with a schedule of every minute is half a million commands: whoever has asked for it by mistake can end it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connectEmulator, createEmulator, type TestApp } from "../../src/testing.ts";

const start = Date.UTC(2026, 0, 1);
const year = 365 * 86_400_000;

async function everyMinute(app: TestApp): Promise<void> {
	await app.clock.freeze(start);
	const owner = await app.newOwner();
	const { thingID } = await owner.onboard({ vendorThingID: "lamp", thingPassword: "secret" });
	const command = {
		schema: "lamp",
		schemaVersion: 1,
		issuer: `user:${owner.userID}`,
		actions: [{ turnPower: { power: true } }],
	};
	const predicate = { eventSource: "SCHEDULE", schedule: "* * * * *" };
	const path = `/thing-if/apps/${app.appID}/targets/thing:${thingID}/triggers`;
	await owner.call("POST", path, { predicate, triggersWhat: "COMMAND", command });
}

const fired = (count: number) => ({ match: { kind: "push" }, count, timeoutMs: 120_000 }) as const;

for (const where of ["here", "elsewhere"]) {
	test(`moving a clock over a year is ended by cancel, at an emulator ${where}`, async (t) => {
		const own = await createEmulator();
		t.after(() => own.close());
		const emulator = where === "here" ? own : await connectEmulator(own.url);
		const app = await emulator.newApp();
		await everyMinute(app);
		const advancing = assert.rejects(app.clock.advance(year), { status: 409, errorCode: "OPERATION_NOT_ALLOWED" });
		await app.journal.wait(fired(2));
		const { movingTo, ranTimers = 0, now } = await app.clock.get();
		assert.equal(movingTo, start + year);
		assert.ok(ranTimers >= 1 && now > start && now < start + year);
		const { mode, ...cancelled } = await app.clock.cancel();
		await advancing;
		assert.equal(mode, "frozen");
		const after = await app.clock.get();
		assert.deepEqual([after.movingTo, after.ranTimers], [undefined, undefined]);
		assert.ok(after.now >= cancelled.now && after.now < start + year);
		// It goes on from there as ever.
		assert.equal((await app.clock.advance(60_000)).now, after.now + 60_000);
	});

	test(`moving a clock over a year ends when nobody waits for it any more, at an emulator ${where}`, async (t) => {
		const own = await createEmulator();
		t.after(() => own.close());
		const emulator = where === "here" ? own : await connectEmulator(own.url);
		const app = await emulator.newApp();
		await everyMinute(app);
		const leaving = new AbortController();
		const advancing = assert.rejects(app.clock.advance(year, { signal: leaving.signal }));
		await app.journal.wait(fired(2));
		leaving.abort();
		await advancing;
		// Comes after the one before has ended.
		const { now } = await app.clock.advance(0);
		assert.ok(now < start + year);
	});
}
