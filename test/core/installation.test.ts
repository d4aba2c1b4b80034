import assert from "node:assert/strict";
import { test } from "node:test";
import {
	getInstallation,
	install,
	installationsOf,
	installationView,
	mqttInstallationOf,
	uninstall,
	uninstallAllOf,
} from "../../src/core/installation.ts";
import { findMqttEndpoint, mqttEndpointOf } from "../../src/core/mqtt-endpoint.ts";
import { onboard } from "../../src/core/thing-if/onboarding.ts";
import type { TypedID } from "../../src/core/typed-id.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner } from "../helpers/core.ts";

const thing: TypedID = { type: "thing", id: "th.1" };
const other: TypedID = { type: "user", id: "u2" };

test("one MQTT installation per owner, however often and concurrently it is asked for", async () => {
	const core = await createTestCore();
	const request = { deviceType: "MQTT", development: false } as const;
	const made = await Promise.all(Array.from({ length: 10 }, () => install(core, appID, thing, request)));
	assert.equal(new Set(made.map(({ installationID }) => installationID)).size, 1);
	const second = await install(core, appID, other, request);
	assert.notEqual(second.installationID, made[0]?.installationID);
});

test("another owner takes over the registration of a phone", async () => {
	const core = await createTestCore();
	const request = { deviceType: "ANDROID", installationRegistrationID: "reg/1", development: true } as const;
	const first = await install(core, appID, thing, request);
	const second = await install(core, appID, other, request);
	assert.equal(second.installationID, first.installationID);
	assert.deepEqual(second.owner, other);
	await assert.rejects(install(core, appID, thing, { deviceType: "IOS", development: false }), {
		errorCode: "INVALID_INPUT_DATA",
	});
});

test("a second MQTT installation changes the environment of the first", async () => {
	const core = await createTestCore();
	const first = await install(core, appID, thing, { deviceType: "MQTT", development: false });
	const second = await install(core, appID, thing, { deviceType: "MQTT", development: true });
	assert.deepEqual(second, { ...first, development: true });
});

test("an onboarding leaves the environment of an installation as it is", async () => {
	const core = await createTestCore();
	const request = { vendorThingID: "v1", thingPassword: "pw" };
	const { thingID, mqttEndpoint } = await onboard(core, anonymous, request);
	const owner: TypedID = { type: "thing", id: thingID };
	await install(core, appID, owner, { deviceType: "MQTT", development: true });
	assert.deepEqual((await onboard(core, anonymous, request)).mqttEndpoint, mqttEndpoint);
	assert.equal((await mqttInstallationOf(core, appID, owner))?.development, true);
});

test("owners who take over at the same time leave one owner, listed once", async () => {
	const core = await createTestCore();
	const request = { deviceType: "ANDROID", installationRegistrationID: "r", development: true } as const;
	const owners = Array.from({ length: 10 }, (_, index): TypedID => ({ type: "user", id: `u${index}` }));
	await Promise.all(owners.map((owner) => install(core, appID, owner, request)));
	const lists = await Promise.all(owners.map((owner) => installationsOf(core, appID, owner)));
	assert.equal(lists.flat().length, 1);
	const [index, [last]] = [...lists.entries()].find(([, list]) => list.length > 0) ?? [0, []];
	assert.deepEqual(last?.owner, owners[index]);
});

test("deleted with its owner, however many there are", async () => {
	const core = await createTestCore();
	await install(core, appID, thing, { deviceType: "MQTT", development: false });
	for (const id of ["a", "b"]) {
		await install(core, appID, thing, { deviceType: "IOS", installationRegistrationID: id, development: false });
	}
	await uninstallAllOf(core, appID, thing);
	assert.deepEqual(await installationsOf(core, appID, thing), []);
	const admin = await callerOf(core, { kind: "admin" });
	await assert.rejects(getInstallation(core, admin, "IOS:a"), { errorCode: "INSTALLATION_NOT_FOUND" });
});

test("the owners of a thing may use its installation", async () => {
	const core = await createTestCore();
	const { userID, caller } = await newOwner(core);
	const { thingID, mqttEndpoint } = await onboard(core, caller, {
		vendorThingID: "v1",
		thingPassword: "pw",
		owner: `user:${userID}`,
	});
	const stranger = (await newOwner(core, "stranger")).caller;
	await assert.rejects(getInstallation(core, stranger, mqttEndpoint.installationID), { errorCode: "UNAUTHORIZED" });
	assert.equal((await getInstallation(core, caller, mqttEndpoint.installationID)).owner.id, thingID);
	await uninstall(core, caller, mqttEndpoint.installationID);
	assert.deepEqual(core.disconnected, [mqttEndpoint.mqttTopic]);
});

test("owner and administrator see and delete it, nobody else", async () => {
	const core = await createTestCore();
	const own = await callerOf(core, { kind: "thing", thingID: "th.1" });
	const { installationID } = await install(core, appID, thing, { deviceType: "MQTT", development: false });
	const { mqttTopic } = await mqttEndpointOf(core, appID, installationID);
	const view = installationView(await getInstallation(core, own, installationID));
	assert.equal(view.thingID, "th.1");
	const byRegistration = `MQTT:${view.installationRegistrationID}`;
	assert.equal((await getInstallation(core, own, byRegistration)).installationID, installationID);
	for (const caller of [anonymous, await callerOf(core, { kind: "user", userID: "u2" })]) {
		await assert.rejects(uninstall(core, caller, installationID), { errorCode: "UNAUTHORIZED", status: 401 });
	}
	await uninstall(core, await callerOf(core, { kind: "admin" }), byRegistration);
	assert.deepEqual(core.disconnected, [mqttTopic]);
	assert.equal(await findMqttEndpoint(core, mqttTopic), undefined);
	await assert.rejects(getInstallation(core, own, installationID), {
		errorCode: "INSTALLATION_NOT_FOUND",
		context: { installationID, appID },
	});
});
