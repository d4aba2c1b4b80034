import assert from "node:assert/strict";
import { test } from "node:test";
import { install } from "../../src/core/installation.ts";
import { listInstallations } from "../../src/core/installation-list.ts";
import type { Caller } from "../../src/core/principal.ts";
import { addOwner, registerThing } from "../../src/core/thing.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner } from "../helpers/core.ts";

const mqtt = { deviceType: "MQTT", development: false } as const;

test("the administrator lists all or somebody's, others their own", async () => {
	const core = await createTestCore();
	const { userID, caller } = await newOwner(core);
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v", password: "pw", fields: {} });
	const own = await install(core, appID, { type: "user", id: userID }, mqtt);
	const things = await install(core, appID, { type: "thing", id: thingID }, mqtt);
	const admin = await callerOf(core, { kind: "admin" });
	const thing = await callerOf(core, { kind: "thing", thingID });
	const ids = async (asker: Caller, filter: { userID?: string; thingID?: string } = {}) =>
		(await listInstallations(core, asker, filter)).map(({ installationID }) => installationID).sort();

	assert.deepEqual(await ids(admin), [own, things].map(({ installationID }) => installationID).sort());
	assert.deepEqual(await ids(admin, { userID }), [own.installationID]);
	assert.deepEqual(await ids(admin, { thingID }), [things.installationID]);
	assert.deepEqual(await ids(admin, { userID: "nobody" }), []);
	for (const filter of [{}, { userID }]) assert.deepEqual(await ids(caller, filter), [own.installationID]);
	for (const filter of [{}, { thingID }]) assert.deepEqual(await ids(thing, filter), [things.installationID]);

	const refused: [Caller, { userID?: string; thingID?: string }][] = [
		[anonymous, {}],
		[caller, { userID: "nobody" }],
		[caller, { thingID }],
		[caller, { thingID: "th.none" }],
		[thing, { userID }],
		[thing, { thingID: "th.none" }],
	];
	for (const [asker, filter] of refused) await assert.rejects(ids(asker, filter), { errorCode: "UNAUTHORIZED" });
	await assert.rejects(ids(admin, { userID, thingID }), { errorCode: "INVALID_INPUT_DATA" });

	await addOwner(core, appID, thingID, { type: "user", id: userID });
	assert.deepEqual(await ids(caller, { thingID }), [things.installationID]);
});

test("however many there are", async () => {
	const core = await createTestCore();
	for (let index = 0; index < 2500; index++) await install(core, appID, { type: "user", id: `u${index}` }, mqtt);
	const all = await listInstallations(core, await callerOf(core, { kind: "admin" }), {});
	assert.equal(new Set(all.map(({ installationID }) => installationID)).size, 2500);
});
