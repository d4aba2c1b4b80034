// What a test may rely on, wherever the emulator runs: one suite for createEmulator and connectEmulator.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type ConnectedEmulator, type Entry, type Gap, WaitTimedOut } from "../../src/testing.ts";
import { connectDevice, ended, endpointCredentials } from "../helpers/device.ts";
import { startLamp } from "./lamp.ts";

/** What both have. */
export type Contracted = Omit<ConnectedEmulator, "close" | keyof AsyncDisposable>;

export interface Started {
	readonly emulator: Contracted;
	stop(): Promise<unknown>;
}

const day = 86_400_000;

export function emulatorContract(where: string, start: () => Promise<Started>): void {
	describe(where, { concurrency: true }, () => {
		let started: Started;
		let emulator: Contracted;
		before(async () => {
			started = await start();
			emulator = started.emulator;
		});
		after(() => started?.stop());

		test("a device's session is waited for in Kii's words, each thing once", async () => {
			await using app = await emulator.newApp();
			const lamp = await startLamp(emulator, app);
			const onboarded = await app.waitForOnboarding("lamp");
			assert.equal(onboarded.thingID, lamp.thingID);
			const commandID = await lamp.command(true);
			const command = await app.waitForCommand(lamp.thingID, { actions: [{ turnPower: true }] });
			assert.deepEqual([command.commandID, command.delivered], [commandID, true]);
			assert.equal(await lamp.put("/states", { power: true, level: 3 }), 201);
			const { entry, state } = await app.waitForState(lamp.thingID, { power: true });
			assert.deepEqual([entry.kind, state], ["api", { power: true, level: 3 }]);
			const results = [{ turnPower: { succeeded: true } }];
			assert.equal(await lamp.put(`/commands/${commandID}/action-results`, { actionResults: results }), 204);
			assert.deepEqual((await app.waitForActionResults(commandID)).actionResults, results);
			// The owner is told of the results; nobody listens there.
			await app.expectNothingElse({ kind: ["api", "push"], client: { exists: true } });
			await app.assertNoUnmatched();
			await app.assertNoViolations();
			await lamp.device.close();
		});

		test("an owner takes a thing over and commands it, as nobody else may", async () => {
			await using app = await emulator.newApp();
			const owner = await app.newOwner();
			const { thingID, mqttEndpoint } = await owner.onboard({ vendorThingID: "lamp", thingPassword: "secret" });
			const device = await connectDevice(emulator, "mqtt", endpointCredentials(mqttEndpoint));
			await device.client.subscribeAsync(mqttEndpoint.mqttTopic);
			const pushed = device.nextPush();
			const commandID = await owner.sendCommand(thingID, [{ turnPower: true }], { schema: "lamp", schemaVersion: 1 });
			assert.equal(((await pushed) as { commandID: string }).commandID, commandID);
			const { delivered, actions } = await app.waitForCommand(thingID, { commandID });
			assert.deepEqual([delivered, actions], [true, [{ turnPower: true }]]);
			const path = `/thing-if/apps/${app.appID}/targets/thing:${thingID}/commands/${commandID}`;
			const command = await owner.call<Record<string, unknown>>("GET", path);
			assert.deepEqual([command.issuer, command.schema], [`user:${owner.userID}`, "lamp"]);
			const other = await app.newOwner({ loginName: "bob", password: "4321", displayName: "Bob" });
			assert.deepEqual([owner.loginName, other.loginName, other.password], ["owner-1", "bob", "4321"]);
			await assert.rejects(other.sendCommand(thingID, [{ turnPower: true }]), { status: 403 });
			await other.onboard({ thingID, thingPassword: "secret" });
			await other.sendCommand(thingID, [{ turnPower: true }]);
			await assert.rejects(app.newOwner({ loginName: "bob" }), { errorCode: "USER_ALREADY_EXISTS" });
			await device.close();
		});

		test("a command that nobody got is no delivered one", async () => {
			await using app = await emulator.newApp();
			const lamp = await startLamp(emulator, app);
			await lamp.device.close();
			await app.waitFor({ kind: "connection", event: "close" });
			await lamp.command(false);
			assert.equal((await app.waitForCommand(lamp.thingID)).delivered, false);
		});

		test("what is missing is said with what came instead, and which field differed", async () => {
			await using app = await emulator.newApp();
			const lamp = await startLamp(emulator, app);
			await lamp.put("/states", { power: false });
			await app.call("POST", `/api/apps/${app.appID}/buckets/data/objects`, { power: true });
			const other = await startLamp(emulator, app, "other");
			await other.put("/states", { power: true });
			await other.device.close();
			await assert.rejects(app.waitForState(lamp.thingID, { power: true }, { timeoutMs: 0 }), (error) => {
				assert.ok(error instanceof WaitTimedOut);
				assert.match(error.message, new RegExp(`^Nothing matched within 0 ms: no state of ${lamp.thingID}\n`));
				assert.match(
					error.message,
					/\n {2}near miss: #\d+ api PUT .*\n {4}requestBody\.power: expected true, was false/,
				);
				const near = error.nearMisses.map(({ entry }) => entry.kind === "api" && entry.path);
				assert.deepEqual(near, [`${lamp.target}/states`]);
				return true;
			});
			const ofNobody = app.waitForState("th.nobody", undefined, { timeoutMs: 0 });
			await assert.rejects(ofNobody, ({ nearMisses }: WaitTimedOut) => {
				assert.ok(nearMisses.every(({ differences }) => differences.every(({ field }) => field === "path")));
				return nearMisses.length === 2;
			});
			await assert.rejects(app.waitForActionResults("c", { timeoutMs: 0 }), /The journal has nothing like it/);
			await lamp.device.close();
		});

		test("a wait is met by what comes later", async () => {
			await using app = await emulator.newApp();
			const lamp = await startLamp(emulator, app);
			const waiting = app.waitForAll({ kind: "api", method: "PUT", status: { gte: 200, lt: 300 } }, 2);
			await lamp.put("/states", { power: false });
			await lamp.put("/states", { power: true });
			assert.deepEqual(
				(await waiting).map(({ requestBody }) => requestBody),
				[{ power: false }, { power: true }],
			);
			await lamp.device.close();
		});

		test("calls of what is not there, and broken rules, are found", async () => {
			await using app = await emulator.newApp();
			const nowhere = `/api/apps/${app.appID}/nothing/here`;
			await assert.rejects(app.call("GET", nowhere), { status: 404 });
			await assert.rejects(app.assertNoUnmatched(), {
				name: "AssertionError",
				message: /GET \/api\/apps\/.*nothing\/here/,
			});
			await app.assertNoViolations();
			const anonymous = await connectDevice(emulator, "mqtt", app.onboardingCredentials);
			const gone = ended(anonymous);
			anonymous.client.publish("some/topic", "x", { qos: 2 });
			await app.journal.wait({ match: { violation: { exists: true } } });
			await assert.rejects(app.assertNoViolations(), { name: "AssertionError", message: /VIOLATES / });
			anonymous.client.end(true);
			await gone;
		});

		test("a mistyped path is told to the test of the app that it was meant for, and one of nobody to the emulator", async () => {
			await using app = await emulator.newApp();
			await using other = await emulator.newApp();
			const basic = `Basic ${btoa(`${app.appID}:${app.appKey}`)}`;
			const mistyped: [string, Record<string, string>][] = [
				[`/thing-iff/apps/${app.appID}/onboardings`, {}],
				[`/thing-if/app/${app.appID}/onboardings?x=1`, {}],
				["/thing-if/onboardings", { authorization: basic }],
				["/api/oauth", { "x-kii-appid": app.appID }],
			];
			for (const [path, headers] of mistyped) {
				await app.assertNoUnmatched();
				assert.equal((await fetch(`${emulator.url}${path}`, { method: "POST", headers })).status, 404);
				await assert.rejects(app.assertNoUnmatched(), { message: new RegExp(`POST ${path.replace("?", "\\?")}`) });
				await app.journal.clear();
			}
			const nobody = `/nothing/of/${crypto.randomUUID()}`;
			await fetch(`${emulator.url}${nobody}`);
			await app.assertNoUnmatched();
			await other.assertNoUnmatched();
			await assert.rejects(emulator.assertNoUnmatched(), { message: new RegExp(`GET ${nobody}`) });
		});

		test("the journal is read in pages, by filter, in a loop, and forgotten", async () => {
			await using app = await emulator.newApp();
			const lamp = await startLamp(emulator, app);
			for (const level of [1, 2, 3]) await lamp.put("/states", { level });
			const states = { kind: "api", method: "PUT", path: `${lamp.target}/states` } as const;
			const first = await app.journal.page({ ...states, limit: 2 });
			assert.deepEqual([first.entries.length, first.dropped], [2, 0]);
			const second = await app.journal.page({ ...states, since: first.next });
			assert.deepEqual(
				second.entries.map((entry) => entry.kind === "api" && entry.requestBody),
				[{ level: 3 }],
			);
			assert.deepEqual(await app.journal.entries({ ...states, status: 404 }), []);
			assert.ok((await app.journal.entries({ type: ["connect", "connack"] })).length === 2);
			const seen: string[] = [];
			for await (const entry of app.journal) seen.push(entry.kind);
			assert.equal(seen.filter((kind) => kind === "api").length, 3);
			assert.deepEqual(new Set((await app.journal.entries()).map((entry) => entry.app)), new Set([app.appID]));
			await lamp.device.close();
			await app.waitFor({ kind: "connection", event: "close" });
			await app.journal.clear();
			assert.deepEqual(await app.journal.entries(), []);
		});

		test("the journal is followed from an entry on, until the loop is left", async () => {
			await using app = await emulator.newApp();
			const lamp = await startLamp(emulator, app);
			await lamp.put("/states", { level: 1 });
			const levels: unknown[] = [];
			for await (const entry of app.journal.follow({ kind: "api", since: 1 })) {
				levels.push(requestBodyOf(entry));
				if (levels.length === 2) break;
				await lamp.put("/states", { level: 2 });
			}
			assert.deepEqual(levels, [{ level: 1 }, { level: 2 }]);
			const stop = new AbortController();
			for await (const entry of app.journal.follow({ kind: "api", since: 1, signal: stop.signal })) {
				assert.deepEqual(requestBodyOf(entry), { level: 1 });
				stop.abort();
			}
			await lamp.device.close();
		});

		test("a wait ends with its signal", async () => {
			await using app = await emulator.newApp();
			const stop = new AbortController();
			const waiting = app.journal.wait({ match: { kind: "push" }, timeoutMs: 600_000, signal: stop.signal });
			stop.abort(new Error("enough"));
			await assert.rejects(waiting, /enough/);
		});

		test("a fault rule is of the app it was made for, counts, and goes with its block", async () => {
			await using app = await emulator.newApp();
			await using other = await emulator.newApp();
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
			await app.faults.add({ on: "network", listener: "wss", remoteAddress: "::2", action: "half-open" });
			const ofOthers = await emulator.faults.add({ on: "network", remoteAddress: "::2", action: "half-open" });
			assert.equal((await app.faults.list()).length, 2);
			await app.faults.clear();
			assert.deepEqual(await app.faults.list(), []);
			const left = (await emulator.faults.list()).filter(({ on }) => on === "network").map(({ id }) => id);
			assert.deepEqual(left, [ofOthers.id]);
			await ofOthers.remove();
		});

		test("a held packet leaves when it is let go", async () => {
			await using app = await emulator.newApp();
			const lamp = await startLamp(emulator, app);
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
			await using app = await emulator.newApp();
			await using other = await emulator.newApp();
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
			await using app = await emulator.newApp({ seed });
			await using other = await emulator.newApp();
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
			await using app = await emulator.newApp();
			await using other = await emulator.newApp();
			const [mine, theirs] = await Promise.all([startLamp(emulator, app), startLamp(emulator, other)]);
			const closed = ended(mine.device);
			assert.deepEqual(await app.reset(), { apps: [app.appID], connectionsClosed: 1 });
			await closed;
			assert.equal(await theirs.put("/states", { power: true }), 201);
			await theirs.device.close();
		});

		test("an app that is gone is a clear error, and may be deleted twice by its block", async () => {
			await using app = await emulator.newApp();
			await app.delete();
			await assert.rejects(app.journal.entries(), { errorCode: "APP_NOT_FOUND" });
			await assert.rejects(app.clock.advance(1), { errorCode: "APP_NOT_FOUND" });
			await assert.rejects(app.waitFor({ kind: "push" }), { errorCode: "APP_NOT_FOUND" });
		});

		test("devices are told the address that was set", async () => {
			const before = await emulator.advertised.get();
			const set = await emulator.advertised.set({ host: "localhost", portTCP: 21_883 });
			assert.deepEqual([set.host, set.portTCP, set.portWS], ["localhost", 21_883, before.portWS]);
			await emulator.advertised.reset();
			assert.deepEqual(await emulator.advertised.get(), before);
			await assert.rejects(emulator.advertised.set({ portTCP: -1 }), { errorCode: "INVALID_INPUT_DATA" });
		});

		test("fifty apps at once, of equal names, without cross-talk", async () => {
			const seen = await Promise.all(
				Array.from({ length: 50 }, async (_, index) => {
					await using app = await emulator.newApp();
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
	});
}

function requestBodyOf(entry: Entry | Gap): unknown {
	return entry.kind === "api" ? entry.requestBody : undefined;
}
