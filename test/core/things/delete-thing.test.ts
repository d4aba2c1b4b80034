import assert from "node:assert/strict";
import { test } from "node:test";
import type { AclResource } from "../../../src/core/access/acl.ts";
import { grant } from "../../../src/core/access/acl-entries.ts";
import { ensureBucket } from "../../../src/core/data/bucket.ts";
import { install } from "../../../src/core/installation.ts";
import { findMqttEndpoint } from "../../../src/core/mqtt-endpoint.ts";
import { addServerCode, setCurrentServerCode } from "../../../src/core/server-code-version.ts";
import { getThing, registerThing, type Thing, thingIDsOwnedBy } from "../../../src/core/thing.ts";
import { createCommand } from "../../../src/core/thing-if/command.ts";
import { listEndNodes } from "../../../src/core/thing-if/end-node.ts";
import { onboardEndNode } from "../../../src/core/thing-if/end-node-onboarding.ts";
import { onboard } from "../../../src/core/thing-if/onboarding.ts";
import { putState } from "../../../src/core/thing-if/state.ts";
import { createTrigger } from "../../../src/core/thing-if/trigger.ts";
import { deleteThing } from "../../../src/core/things/delete-thing.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner, type TestCore } from "../../helpers/core.ts";

/** A core and all keys that were ever written in it. */
async function withKeys(): Promise<{ core: TestCore; keys: Set<string> }> {
	const plain = await createTestCore();
	const keys = new Set<string>();
	const { store } = plain;
	const commit: typeof store.commit = (writes) => {
		for (const { key } of writes) keys.add(key);
		return store.commit(writes);
	};
	return { core: { ...plain, store: { ...store, commit } }, keys };
}

/** A gateway of an owner with an end node, and everything that a thing can have. */
async function withFullThing() {
	const { core, keys } = await withKeys();
	const { userID, caller: owner } = await newOwner(core);
	const issuer = `user:${userID}`;
	const request = { vendorThingID: "gw", thingPassword: "pw", owner: issuer, layoutPosition: "GATEWAY" };
	const { thingID, mqttEndpoint } = await onboard(core, owner, request);
	const endNode = { endNodeVendorThingID: "en", endNodePassword: "pw", owner: issuer };
	const { endNodeThingID } = await onboardEndNode(core, owner, { ...endNode, gatewayThingID: thingID });
	const thing = await callerOf(core, { kind: "thing", thingID });
	const target = `thing:${thingID}`;
	const bucket = { scope: { type: "thing", id: thingID }, bucketID: "data" } as const;
	await ensureBucket(core, thing, bucket);
	const other = await newOwner(core, "other");
	const scope: AclResource = { kind: "scope", scope: bucket.scope, ids: [] };
	await grant(core, owner, scope, "CREATE_NEW_TOPIC", `UserID:${other.userID}`);
	await core.blobs.put(`app/${appID}/object-body/${encodeURIComponent(target)}/data/o1`, new Uint8Array(1));
	const phone = { deviceType: "ANDROID", installationRegistrationID: "r1", development: false } as const;
	await install(core, appID, { type: "thing", id: thingID }, phone);
	await setCurrentServerCode(core, appID, (await addServerCode(core, appID, "function run() {}")).versionID);
	const condition = { type: "eq", field: "power", value: true };
	const predicate = { eventSource: "STATES", condition, triggersWhen: "CONDITION_TRUE" };
	const command = { schema: "lamp", schemaVersion: 1, issuer, actions: [{ turnPower: { power: true } }] };
	await createTrigger(core, owner, target, { predicate, triggersWhat: "SERVER_CODE", serverCode: { endpoint: "run" } });
	const schedule = { eventSource: "SCHEDULE", schedule: "0 7 * * *" };
	await createTrigger(core, owner, target, { predicate: schedule, triggersWhat: "COMMAND", command });
	await putState(core, thing, target, { power: true }, "flat");
	await createCommand(core, owner, target, command);
	return { core, keys, owner, thingID, endNodeThingID, mqttTopic: mqttEndpoint.mqttTopic, userID };
}

test("nothing is left of a thing that is deleted", async () => {
	const { core, keys, thingID, mqttTopic, userID } = await withFullThing();
	const ofThing = async () => {
		const found: string[] = [];
		for (const key of keys) {
			const value = JSON.stringify((await core.store.get(key))?.value);
			// Tokens are of no use without their thing.
			if (value === undefined || key.includes("/token/")) continue;
			if (decodeURIComponent(key).includes(thingID) || value.includes(thingID)) found.push(key.split("/")[2] ?? "");
		}
		return [...new Set(found)].sort();
	};
	assert.deepEqual(await ofThing(), [
		"acl",
		"bucket",
		"command",
		"command-order",
		"end-node",
		"installation",
		"installation-owner",
		"state",
		"state-history",
		"state-history-count",
		"thing",
		"thing-owner",
		"thing-vendorThingID",
		"token-count",
		"token-order",
		"trigger",
		"trigger-order",
		"trigger-result",
		"trigger-result-count",
	]);
	await deleteThing(core, appID, thingID);
	assert.deepEqual(await ofThing(), []);
	assert.equal(await core.blobs.get(`app/${appID}/object-body/thing%3A${thingID}/data/o1`), undefined);
	assert.equal(await findMqttEndpoint(core, mqttTopic), undefined);
	assert.deepEqual(core.disconnected, [mqttTopic]);
	assert.equal(core.clock.pendingTimers, 0);
	assert.equal((await thingIDsOwnedBy(core, appID, { type: "user", id: userID })).length, 1);
	await assert.rejects(deleteThing(core, appID, thingID), { errorCode: "THING_NOT_FOUND" });
});

test("the end nodes of a gateway that is deleted stay, without a gateway", async () => {
	const { core, thingID, endNodeThingID } = await withFullThing();
	await deleteThing(core, appID, thingID);
	const endNode = await getThing(core, appID, endNodeThingID);
	assert.deepEqual([endNode.gateway, endNode.owners.length], [undefined, 1]);
});

test("an end node that is deleted is no end node of its gateway any more", async () => {
	const { core, owner, thingID, endNodeThingID } = await withFullThing();
	await deleteThing(core, appID, endNodeThingID);
	assert.deepEqual(await listEndNodes(core, owner, thingID, {}), { results: [] });
});

test("the same vendorThingID onboarded again is another thing with other credentials (evidence S31)", async () => {
	const core = await createTestCore();
	const request = { vendorThingID: "v1", thingPassword: "pw" };
	const first = await onboard(core, anonymous, request);
	await deleteThing(core, appID, first.thingID);
	const second = await onboard(core, anonymous, { ...request, thingPassword: "other" });
	const values = [first, second].map(({ thingID, accessToken, mqttEndpoint }) => [
		thingID,
		accessToken,
		mqttEndpoint.installationID,
		mqttEndpoint.mqttTopic,
		mqttEndpoint.username,
		mqttEndpoint.password,
	]);
	assert.equal(new Set(values.flat()).size, 12);
});

test("of two deletions at the same time one finds nothing to delete", async () => {
	const core = await createTestCore();
	const given = { vendorThingID: "v1", password: "pw", fields: {} };
	const { thingID } = await registerThing(core, appID, given);
	const results = await Promise.allSettled([deleteThing(core, appID, thingID), deleteThing(core, appID, thingID)]);
	assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
	const again: Thing = await registerThing(core, appID, given);
	assert.notEqual(again.thingID, thingID);
});
