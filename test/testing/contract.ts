// What a test may rely on, wherever the emulator runs: one suite for createEmulator and connectEmulator.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type ConnectedEmulator, type Entry, type Gap, WaitTimedOut } from "../../src/testing.ts";
import { connectDevice, ended, endpointCredentials } from "../helpers/device.ts";
import { instrumentContract } from "./instrument-contract.ts";
import { startLamp } from "./lamp.ts";

/** What both have. */
export type Contracted = Omit<ConnectedEmulator, "close" | keyof AsyncDisposable>;

export interface Started {
	readonly emulator: Contracted;
	stop(): Promise<unknown>;
}

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

		instrumentContract(() => emulator);
	});
}

function requestBodyOf(entry: Entry | Gap): unknown {
	return entry.kind === "api" ? entry.requestBody : undefined;
}
