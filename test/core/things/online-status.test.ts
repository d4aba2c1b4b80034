import assert from "node:assert/strict";
import { test } from "node:test";
import { getInstallation, install, uninstall } from "../../../src/core/installation.ts";
import { mqttEndpointOf } from "../../../src/core/mqtt-endpoint.ts";
import { getThing, registerThing, thingView } from "../../../src/core/thing.ts";
import { deleteThing } from "../../../src/core/things/delete-thing.ts";
import { createOnlineStatus } from "../../../src/core/things/online-status.ts";
import type { TypedID } from "../../../src/core/typed-id.ts";
import { appID, callerOf, createTestCore, type TestCore } from "../../helpers/core.ts";

const settled = () => new Promise((resolve) => void setImmediate(resolve));

async function topicOf(core: TestCore, owner: TypedID): Promise<{ mqttTopic: string; installationID: string }> {
	const { installationID } = await install(core, appID, owner, { deviceType: "MQTT", development: false });
	return mqttEndpointOf(core, appID, installationID);
}

async function withThing() {
	const core = await createTestCore();
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v", password: "pw", fields: {} });
	const thing: TypedID = { type: "thing", id: thingID };
	return { core, thing, ...(await topicOf(core, thing)), status: createOnlineStatus(core) };
}

async function shown(core: TestCore, { id }: TypedID): Promise<unknown[]> {
	await settled();
	const { _online, _onlineStatusModifiedAt } = thingView(await getThing(core, appID, id));
	return [_online, _onlineStatusModifiedAt];
}

test("a thing is online while it is connected; one that never was shows nothing", async () => {
	const { core, thing, mqttTopic, status } = await withThing();
	const view = thingView(await getThing(core, appID, thing.id));
	assert.ok(!("_online" in view) && !("_onlineStatusModifiedAt" in view));
	const start = core.clock.now();
	status.connected(appID, mqttTopic, thing);
	assert.deepEqual(await shown(core, thing), [true, start]);
	await core.clock.advance(1000);
	status.disconnected(appID, mqttTopic);
	assert.deepEqual(await shown(core, thing), [false, start + 1000]);
});

test("another connection that takes over leaves it online", async () => {
	const { core, thing, mqttTopic, status } = await withThing();
	status.connected(appID, mqttTopic, thing);
	status.disconnected(appID, mqttTopic);
	status.connected(appID, mqttTopic, thing);
	assert.equal((await shown(core, thing))[0], true);
	for (let round = 0; round < 20; round++) {
		status.disconnected(appID, mqttTopic);
		status.connected(appID, mqttTopic, thing);
	}
	assert.equal((await shown(core, thing))[0], true);
	status.disconnected(appID, mqttTopic);
	assert.equal((await shown(core, thing))[0], false);
});

test("a connection that is gone at once leaves it offline", async () => {
	const { core, thing, mqttTopic, status } = await withThing();
	status.connected(appID, mqttTopic, thing);
	status.disconnected(appID, mqttTopic);
	assert.equal((await shown(core, thing))[0], false);
});

test("the late end of an earlier endpoint's connection does not make it offline", async () => {
	const { core, thing, mqttTopic, installationID, status } = await withThing();
	status.connected(appID, mqttTopic, thing);
	await settled();
	const caller = await callerOf(core, { kind: "admin" });
	await uninstall(core, caller, installationID);
	const next = await topicOf(core, thing);
	status.connected(appID, next.mqttTopic, thing);
	await settled();
	status.disconnected(appID, mqttTopic);
	assert.equal((await shown(core, thing))[0], true);
	status.disconnected(appID, next.mqttTopic);
	assert.equal((await shown(core, thing))[0], false);
	assert.equal((await getInstallation(core, caller, next.installationID)).owner.id, thing.id);
});

test("it goes offline with its installation", async () => {
	const { core, thing, mqttTopic, installationID, status } = await withThing();
	status.connected(appID, mqttTopic, thing);
	await settled();
	await uninstall(core, await callerOf(core, { kind: "admin" }), installationID);
	status.disconnected(appID, mqttTopic);
	assert.equal((await shown(core, thing))[0], false);
});

test("connections of users, deleted things and unknown topics change nothing", async () => {
	const { core, thing, mqttTopic, status } = await withThing();
	const user: TypedID = { type: "user", id: thing.id };
	const ofUser = await topicOf(core, user);
	const before = await getThing(core, appID, thing.id);
	for (const topic of [ofUser.mqttTopic, "unknown"]) status.disconnected(appID, topic);
	status.connected(appID, ofUser.mqttTopic, user);
	await settled();
	status.disconnected(appID, ofUser.mqttTopic);
	await settled();
	assert.equal(await getThing(core, appID, thing.id), before);
	status.connected(appID, mqttTopic, thing);
	await settled();
	await deleteThing(core, appID, thing.id);
	status.disconnected(appID, mqttTopic);
	await settled();
	await assert.rejects(getThing(core, appID, thing.id), { errorCode: "THING_NOT_FOUND" });
});

test("a failing store is logged, not thrown", async () => {
	const { core, thing, mqttTopic } = await withThing();
	const logged: string[] = [];
	const failing = {
		...core,
		store: { ...core.store, get: () => Promise.reject(new Error("broken")) },
		log: { ...core.log, error: (_: object, message: string) => void logged.push(message) },
	};
	createOnlineStatus(failing).connected(appID, mqttTopic, thing);
	await settled();
	assert.match(logged.join(), /online status/);
});
