import assert from "node:assert/strict";
import { test } from "node:test";
import { ended } from "../helpers/device.ts";
import type { Contracted } from "./contract.ts";
import { startLamp } from "./lamp.ts";

const day = 86_400_000;

/** What a test may rely on of faults, clocks, seeds and apps. */
export function instrumentContract(emulator: () => Contracted): void {
	test("a fault rule is of the app it was made for, counts, and goes with its block", async () => {
		await using app = await emulator().newApp();
		await using other = await emulator().newApp();
		const route = "GET /api/apps/:appID/buckets/:bucketID/objects/:objectID";
		const ask = (which: typeof app) => which.call("GET", `/api/apps/${which.appID}/buckets/data/objects/o`);
		{
			await using fault = await app.faults.add({
				on: "api",
				action: "respond",
				route,
				status: 503,
				errorCode: "BUSY",
			});
			await assert.rejects(ask(app), { status: 503, errorCode: "BUSY" });
			await assert.rejects(ask(other), { status: 404 });
			const { hits, state } = await fault.status();
			assert.deepEqual([hits, state], [1, "active"]);
			assert.deepEqual(
				(await app.faults.list()).map(({ id }) => id),
				[fault.id],
			);
			const entry = await app.waitFor({ kind: "http", fault: { rule: fault.id } });
			assert.equal(entry.status, 503);
		}
		await assert.rejects(ask(app), { status: 404 });
		await app.faults.add({ on: "connack", action: "drop" });
		const cut = { on: "network", remoteAddress: "::2", action: "half-open" } as const;
		for (const rule of [cut, { on: "tls", action: "expired" } as const]) {
			await assert.rejects(app.faults.add(rule), {
				name: "TypeError",
				message: `a fault rule on ${rule.on} is of listeners, which all apps share: add it with emulator.faults, not with those of an app`,
			});
		}
		await using ofAll = await emulator().faults.add(cut);
		assert.equal((await app.faults.list()).length, 1);
		await app.faults.clear();
		assert.deepEqual(await app.faults.list(), []);
		assert.ok((await emulator().faults.list()).some(({ id }) => id === ofAll.id));
	});

	test("a held packet leaves when it is let go", async () => {
		await using app = await emulator().newApp();
		const lamp = await startLamp(emulator(), app);
		await using fault = await app.faults.add({
			on: "publish",
			action: "hold",
			direction: "out",
			what: "push",
			times: 1,
		});
		const pushed = lamp.device.nextPush();
		const commandID = await lamp.command(true);
		await app.waitFor({ kind: "push" });
		assert.equal((await fault.status()).held, 1);
		await fault.release();
		assert.equal(((await pushed) as { commandID: string }).commandID, commandID);
		await lamp.device.close();
	});

	test("an app's clock is its own; advancing it ends what is over", async () => {
		await using app = await emulator().newApp();
		await using other = await emulator().newApp();
		const at = Date.UTC(2030, 0, 1);
		const frozen = await app.clock.freeze(new Date(at));
		assert.deepEqual([frozen.mode, frozen.iso], ["frozen", "2030-01-01T00:00:00.000Z"]);
		assert.equal((await app.clock.advance(day)).now, at + day);
		assert.equal((await app.clock.set("2030-02-01T00:00:00Z")).now, Date.UTC(2030, 1, 1));
		const { createdAt } = await app.call<{ createdAt: number }>(
			"POST",
			`/api/apps/${app.appID}/buckets/data/objects`,
			{},
		);
		assert.equal(createdAt, Date.UTC(2030, 1, 1));
		assert.equal((await other.clock.get()).offset, 0);
		assert.equal((await app.clock.resume()).mode, "real");
		assert.equal((await app.clock.reset()).offset, 0);
	});

	test("an app has a seed of its own, which a reset goes back to; a session becomes one", async () => {
		const seed = { version: 1, users: [{ userID: "alice-id", loginName: "alice", password: "1234" }] };
		await using app = await emulator().newApp({ seed });
		await using other = await emulator().newApp();
		const users = `/api/apps/${app.appID}/users`;
		assert.deepEqual(await app.seed.get(), seed);
		await app.call("DELETE", `${users}/alice-id`);
		assert.deepEqual(await app.reset(), { apps: [app.appID], connectionsClosed: 0 });
		assert.equal((await app.call<{ loginName: string }>("GET", `${users}/alice-id`)).loginName, "alice");

		const kept = `/api/apps/${other.appID}/buckets/data/objects`;
		const { objectID } = await other.call<{ objectID: string }>("POST", kept, { kept: true });
		await app.seed.set({ version: 1, users: [{ userID: "bob-id", loginName: "bob", password: "1234" }] });
		await assert.rejects(app.call("GET", `${users}/alice-id`), { status: 404 });
		await app.call("GET", `${users}/bob-id`);
		assert.equal((await other.call<{ kept: boolean }>("GET", `${kept}/${objectID}`)).kept, true);
		await assert.rejects(app.seed.set({ version: 1, users: [{ age: 3 }] }), { errorCode: "SEED_INVALID" });
		await app.call("GET", `${users}/bob-id`);

		await app.recorder.start();
		await app.call("POST", `/api/apps/${app.appID}/buckets/data/objects`, { recorded: true });
		const recorded = await app.recorder.stop();
		assert.deepEqual(recorded.version, 1);
		await app.seed.delete();
		await assert.rejects(app.seed.get(), { errorCode: "NOT_FOUND" });
		await app.reset();
		await assert.rejects(app.call("GET", `${users}/bob-id`), { status: 404 });
		await app.seed.set(recorded);
		await app.call("GET", `${users}/bob-id`);
	});

	test("a reset of an app closes its connections and leaves the others alone", async () => {
		await using app = await emulator().newApp();
		await using other = await emulator().newApp();
		const [mine, theirs] = await Promise.all([startLamp(emulator(), app), startLamp(emulator(), other)]);
		const closed = ended(mine.device);
		assert.deepEqual(await app.reset(), { apps: [app.appID], connectionsClosed: 1 });
		await closed;
		assert.equal(await theirs.put("/states", { power: true }), 201);
		await theirs.device.close();
	});

	test("an app that is gone is a clear error, and may be deleted twice by its block", async () => {
		await using app = await emulator().newApp();
		await app.delete();
		await assert.rejects(app.journal.entries(), { errorCode: "APP_NOT_FOUND" });
		await assert.rejects(app.clock.advance(1), { errorCode: "APP_NOT_FOUND" });
		await assert.rejects(app.waitFor({ kind: "push" }), { errorCode: "APP_NOT_FOUND" });
	});

	test("devices are told the address that was set", async () => {
		const before = await emulator().advertised.get();
		const set = await emulator().advertised.set({ host: "localhost", portTCP: 21_883 });
		assert.deepEqual([set.host, set.portTCP, set.portWS], ["localhost", 21_883, before.portWS]);
		await emulator().advertised.reset();
		assert.deepEqual(await emulator().advertised.get(), before);
		await assert.rejects(emulator().advertised.set({ portTCP: -1 }), { errorCode: "INVALID_INPUT_DATA" });
	});

	test("fifty apps at once, of equal names, without cross-talk", async () => {
		const seen = await Promise.all(
			Array.from({ length: 50 }, async (_, index) => {
				await using app = await emulator().newApp();
				const path = `/thing-if/apps/${app.appID}/onboardings`;
				const contentType = "application/vnd.kii.OnboardingWithVendorThingIDByThing+json";
				const { thingID } = await app.call<{ thingID: string }>(
					"POST",
					path,
					{ vendorThingID: "lamp", thingPassword: "secret" },
					{ contentType },
				);
				const target = `/thing-if/apps/${app.appID}/targets/thing:${thingID}`;
				await app.call("PUT", `${target}/states`, { index });
				const { state } = await app.waitForState(thingID);
				assert.deepEqual(state, { index });
				await app.waitForOnboarding("lamp");
				await app.expectNothingElse({ kind: ["http", "api"] });
				return thingID;
			}),
		);
		assert.equal(new Set(seen).size, 50);
	});
}
