// thing-if-sdk from npm, unmodified: every one of its methods.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { createEmulator } from "../../src/index.ts";
import { connectDevice, endpointCredentials } from "../helpers/device.ts";
import { call, newOwner } from "../helpers/owner.ts";

const sdk = createRequire(import.meta.url)("thing-if-sdk");

/** The methods of the SDK that the tests have called. */
const called = new Set<string>();

function watched<T extends object>(api: T): T {
	return new Proxy(api, {
		get(target, name) {
			called.add(String(name));
			return Reflect.get(target, name, target);
		},
	});
}

async function ownerApi(emulator: Awaited<ReturnType<typeof createEmulator>>) {
	const { userID, token } = await newOwner(emulator, "ann");
	const app = sdk.AppBuilder.buildWithSite("emulator", "emulator-key", emulator.url);
	const owner = new sdk.TypedID(sdk.Types.User, userID);
	return { owner, api: watched(new sdk.ThingIFAPI(owner, token, app)), app };
}

test("onboarding by vendorThingID and by thingID, a command with its result, the state", async () => {
	await using emulator = await createEmulator();
	const { api, owner } = await ownerApi(emulator);
	const onboarded = await api.onboardWithVendorThingID(
		new sdk.OnboardWithVendorThingIDRequest("v1", "secret", owner, "lamp", { color: "red" }),
	);
	const { thingID, accessToken, mqttEndPoint } = onboarded;
	assert.match(thingID, /^th\./);
	assert.equal(mqttEndPoint.portTCP, emulator.ports.tcp);
	assert.equal(mqttEndPoint.portWSS, emulator.ports.wss);
	const again = await api.onboardWithThingID(new sdk.OnboardWithThingIDRequest(thingID, "secret", owner));
	assert.equal(again.thingID, thingID);

	const device = await connectDevice(emulator, "mqtt", endpointCredentials(mqttEndPoint));
	await device.client.subscribeAsync(mqttEndPoint.mqttTopic);
	const target = `/thing-if/apps/emulator/targets/thing:${thingID}`;
	const headers = { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" };
	assert.equal((await device.request("PUT", `${target}/states`, headers, '{"power":false}')).status, 201);
	assert.deepEqual(await api.getState(), { power: false });

	const actions = [{ turnPower: { power: true } }];
	const command = await api.postNewCommand(
		new sdk.PostCommandRequest("lamp", 1, actions, owner, "title", "description", { key: "value" }),
	);
	const push = await device.nextPush();
	assert.deepEqual(push, {
		schema: "lamp",
		schemaVersion: 1,
		commandID: command.commandID,
		actions,
		issuer: owner.toString(),
	});
	const actionResults = [{ turnPower: { succeeded: true } }];
	const results = `${target}/commands/${command.commandID}/action-results`;
	assert.equal((await device.request("PUT", results, headers, JSON.stringify({ actionResults }))).status, 204);
	const read = await api.getCommand(command.commandID);
	assert.equal(read.commandState, "DONE");
	assert.deepEqual(read.actions, actions);
	assert.deepEqual(read.actionResults, actionResults);
	assert.equal(read.title, "title");
	assert.deepEqual(read.metadata, { key: "value" });
	assert.ok(read.created instanceof Date);
	const { results: commands } = await api.listCommands(new sdk.ListQueryOptions(10));
	assert.deepEqual(
		commands.map(({ commandID }: { commandID: string }) => commandID),
		[command.commandID],
	);
	await device.close();
});

test("its errors are the documented ones", async () => {
	await using emulator = await createEmulator();
	const { api, owner, app } = await ownerApi(emulator);
	const wrongToken = new sdk.ThingIFAPI(owner, "nonsense", app);
	const request = new sdk.OnboardWithVendorThingIDRequest("v1", "secret", owner);
	const status = (expected: number, errorCode: string) => (error: { status: number; body: { errorCode: string } }) =>
		error.status === expected && error.body.errorCode === errorCode;
	await assert.rejects(wrongToken.onboardWithVendorThingID(request), status(403, "WRONG_TOKEN"));
	await api.onboardWithVendorThingID(request);
	await assert.rejects(api.getCommand("none"), status(404, "COMMAND_NOT_FOUND"));
	await assert.rejects(
		api.postNewCommand(new sdk.PostCommandRequest("lamp", 1, [], owner)),
		status(400, "WRONG_COMMAND"),
	);
});

const actions = [{ turnPower: { power: true } }, { setColor: { color: [255, 0, 255] } }];

async function onboarded(emulator: Awaited<ReturnType<typeof createEmulator>>) {
	const world = await ownerApi(emulator);
	const request = new sdk.OnboardWithVendorThingIDRequest("v1", "secret", world.owner);
	const { thingID, accessToken } = await world.api.onboardWithVendorThingID(request);
	const states = `/thing-if/apps/emulator/targets/thing:${thingID}/states`;
	return {
		...world,
		thing: new sdk.TypedID(sdk.Types.Thing, thingID),
		putState: (state: object) => call(emulator, accessToken, "PUT", states, state),
	};
}

function whenPowerIs(value: unknown, triggersWhen: string) {
	return new sdk.StatePredicate(new sdk.Condition(new sdk.Equals("power", value)), triggersWhen);
}

test("command triggers", async () => {
	await using emulator = await createEmulator();
	const { api, app, owner, thing, putState } = await onboarded(emulator);
	const predicate = whenPowerIs(false, sdk.TriggersWhen.CONDITION_CHANGED);
	const command = new sdk.TriggerCommandObject("led", 1, actions, thing, owner);
	const posted = await api.postCommandTrigger(
		new sdk.PostCommandTriggerRequest(command, predicate, "title", "description", { key: "value" }),
	);
	const read = await api.getTrigger(posted.triggerID);
	assert.equal(read.disabled, false);
	assert.deepEqual(read.predicate, predicate);
	assert.deepEqual([read.title, read.description, read.metadata], ["title", "description", { key: "value" }]);
	assert.deepEqual(read.command.actions, actions);
	assert.equal(read.command.targetID.toString(), thing.toString());
	assert.equal(read.command.issuerID.toString(), owner.toString());

	const scheduled = await api.postCommandTrigger(
		new sdk.PostCommandTriggerRequest(command, new sdk.SchedulePredicate("0 12 1 * *")),
	);
	const disabled = await api.enableTrigger(scheduled.triggerID, false);
	assert.equal(disabled.disabled, true);
	assert.equal(disabled.predicate.schedule, "0 12 1 * *");
	const { results, paginationKey, hasNext } = await api.listTriggers(new sdk.ListQueryOptions(1));
	assert.deepEqual([results[0].triggerID, hasNext], [posted.triggerID, true]);
	const rest = await api.listTriggers(new sdk.ListQueryOptions(1, paginationKey));
	assert.deepEqual([rest.results[0].triggerID, rest.hasNext], [scheduled.triggerID, false]);

	// The SDK's target is the thing that it onboarded last.
	const otherApi = new sdk.ThingIFAPI(owner, api.token, app);
	const other = await otherApi.onboardWithVendorThingID(new sdk.OnboardWithVendorThingIDRequest("v2", "secret", owner));
	const target = new sdk.TypedID(sdk.Types.Thing, other.thingID);
	const changed = new sdk.TriggerCommandObject("led2", 2, [{ setBrightness: { brightness: 50 } }], target, owner);
	const patched = await api.patchCommandTrigger(
		posted.triggerID,
		new sdk.PatchCommandTriggerRequest(changed, whenPowerIs(true, sdk.TriggersWhen.CONDITION_TRUE), "new"),
	);
	assert.deepEqual([patched.title, patched.description], ["new", "description"]);
	assert.deepEqual([patched.command.schema, patched.command.schemaVersion], ["led2", 2]);
	assert.equal(patched.command.targetID.toString(), target.toString());

	await putState({ power: true });
	const { results: commands } = await otherApi.listCommands();
	assert.deepEqual(
		commands.map(({ firedByTriggerID, schema }: { firedByTriggerID: string; schema: string }) => [
			firedByTriggerID,
			schema,
		]),
		[[posted.triggerID, "led2"]],
	);
	assert.equal(await api.deleteTrigger(posted.triggerID), posted.triggerID);
	await assert.rejects(
		api.getTrigger(posted.triggerID),
		({ status, body }) => status === 404 && body.errorCode === "TRIGGER_NOT_FOUND",
	);
	const wrong = new sdk.PostCommandTriggerRequest(command, new sdk.SchedulePredicate("wrong format"));
	await assert.rejects(
		api.postCommandTrigger(wrong),
		({ status, body, message }) =>
			status === 400 && body.errorCode === "WRONG_PREDICATE" && message === "Value for 'schedule' field is incorrect",
	);
});

test("server code triggers and their results", async () => {
	await using emulator = await createEmulator();
	const { api, putState } = await onboarded(emulator);
	const { appID, clientID: client_id, clientSecret: client_secret } = emulator.app;
	const base = `/api/apps/${appID}`;
	const login = await call(emulator, undefined, "POST", `${base}/oauth2/token`, { client_id, client_secret });
	const token = login.body.access_token;
	const deployed = await fetch(`${emulator.url}${base}/server-code`, {
		method: "POST",
		headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/javascript" },
		body: "function one(params, context) { return 100; }\nfunction two(params, context) { return params.param2; }\n",
	});
	const { versionID } = (await deployed.json()) as { versionID: string };
	await fetch(`${emulator.url}${base}/server-code/versions/current`, {
		method: "PUT",
		headers: { Authorization: `Bearer ${token}`, "Content-Type": "text/plain" },
		body: versionID,
	});

	const scheduleAt = Date.now() + 60 * 60 * 1000;
	const first = new sdk.ServerCode("one", token, appID, { param1: "hoge" });
	const { triggerID } = await api.postServerCodeTrigger(
		new sdk.PostServerCodeTriggerRequest(first, new sdk.ScheduleOncePredicate(scheduleAt)),
	);
	const second = new sdk.ServerCode("two", token, appID, { param2: "hage" });
	const predicate = whenPowerIs(true, sdk.TriggersWhen.CONDITION_TRUE);
	const patched = await api.patchServerCodeTrigger(
		triggerID,
		new sdk.PatchServerCodeTriggerRequest(second, predicate, "title"),
	);
	assert.deepEqual(patched.serverCode, second);
	assert.deepEqual(patched.predicate, predicate);
	assert.equal(patched.command, null);
	await putState({ power: false });
	await putState({ power: true });
	const { results, hasNext } = await api.listServerCodeExecutionResults(triggerID, new sdk.ListQueryOptions(5));
	assert.equal(hasNext, false);
	assert.equal(results.length, 1);
	const { executedAt, ...result } = results[0];
	assert.deepEqual(result, { succeeded: true, returnedValue: "hage", endpoint: "two", error: null });
	assert.ok(executedAt > 0);
});

test("the vendorThingID, and a push installation", async () => {
	await using emulator = await createEmulator();
	const { api } = await onboarded(emulator);
	assert.equal(await api.getVendorThingID(), "v1");
	await api.updateVendorThingID("v1-new", "new-secret");
	assert.equal(await api.getVendorThingID(), "v1-new");
	const installationID = await api.installFCM("registration", true);
	assert.match(installationID, /^\w{25}$/);
	await api.uninstallPush(installationID);
	await assert.rejects(api.uninstallPush(installationID), ({ status }) => status === 404);
});

test("no method of the SDK has been left out", () => {
	const { prototype } = sdk.ThingIFAPI;
	const methods = Object.getOwnPropertyNames(prototype).filter((name) => {
		const { value } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
		return typeof value === "function" && name !== "constructor" && !name.startsWith("_");
	});
	assert.ok(methods.length >= 19);
	assert.deepEqual(
		methods.filter((name) => !called.has(name)),
		[],
	);
});
