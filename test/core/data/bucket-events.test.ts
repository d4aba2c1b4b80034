import assert from "node:assert/strict";
import { test } from "node:test";
import type { ObjectScope } from "../../../src/core/access/object-scope.ts";
import type { BucketAddress } from "../../../src/core/data/bucket.ts";
import { bucketInfo } from "../../../src/core/data/bucket-info.ts";
import { deleteBucket } from "../../../src/core/data/delete-bucket.ts";
import { deleteObject } from "../../../src/core/data/delete-object.ts";
import { createObject, patchObject, putObject } from "../../../src/core/data/write-object.ts";
import { createGroup } from "../../../src/core/group/group.ts";
import { install } from "../../../src/core/installation.ts";
import { mqttEndpointOf } from "../../../src/core/mqtt-endpoint.ts";
import { bucketSubscribers } from "../../../src/core/push/subscriber-folder.ts";
import { registerThing } from "../../../src/core/thing.ts";
import type { TypedID } from "../../../src/core/typed-id.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner, type TestCore } from "../../helpers/core.ts";

/** Subscribes a user with an MQTT client. */
async function subscribe(core: TestCore, address: BucketAddress, userID: string): Promise<string> {
	const subscriber: TypedID = { type: "user", id: userID };
	const { installationID } = await install(core, appID, subscriber, { deviceType: "MQTT", development: false });
	const { mqttTopic } = await mqttEndpointOf(core, appID, installationID);
	const key = `${bucketSubscribers(appID, address)}/${encodeURIComponent(`user:${userID}`)}`;
	await core.store.commit([{ key, value: subscriber }]);
	core.listening.add(mqttTopic);
	return mqttTopic;
}

/** Those pushed since the last look, by what they tell. */
function eventsOf(core: TestCore, mqttTopic: string): Record<string, unknown>[] {
	const events = core.pushed.splice(0).map(({ mqttTopic: topic, payload }) => {
		assert.equal(topic, mqttTopic);
		return payload as Record<string, unknown>;
	});
	return events.map(({ type, objectID, bucketID, sender, modifiedAt }) => ({
		type,
		bucketID,
		...(objectID === undefined ? {} : { objectID }),
		...(modifiedAt === undefined ? {} : { modifiedAt }),
		sender,
	}));
}

test("each change of an object is told, in every scope, once it is made", async () => {
	const core = await createTestCore();
	const { userID, caller } = await newOwner(core);
	const { groupID } = await createGroup(core, appID, { name: "g", owner: userID, members: [] });
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v1", password: "pw", fields: {} });
	const thing = await callerOf(core, { kind: "thing", thingID });
	const scopes: readonly ObjectScope[] = [
		{ type: "app" },
		{ type: "user", id: userID },
		{ type: "group", id: groupID },
		{ type: "thing", id: thingID },
	];
	for (const scope of scopes) {
		const address = { scope, bucketID: "notes" };
		const author = scope.type === "thing" ? thing : caller;
		const sender = scope.type === "thing" ? thingID : userID;
		const mqttTopic = await subscribe(core, address, userID);
		const told = () => eventsOf(core, mqttTopic);
		const of = (type: string, objectID: string, modifiedAt: number) => [
			{ type: `DATA_OBJECT_${type}`, bucketID: "notes", objectID, modifiedAt, sender },
		];
		const start = core.clock.now();
		const { objectID } = await createObject(core, author, address, { fields: {} });
		assert.deepEqual(told(), of("CREATED", objectID, start), scope.type);
		await putObject(core, author, address, "o1", { fields: {} });
		assert.deepEqual(told(), of("CREATED", "o1", start));
		await core.clock.advance(7);
		await putObject(core, author, address, "o1", { fields: {} });
		assert.deepEqual(told(), of("UPDATED", "o1", start + 7));
		await core.clock.advance(7);
		await patchObject(core, author, address, "o1", {});
		assert.deepEqual(told(), of("UPDATED", "o1", start + 14));
		await deleteObject(core, author, address, "o1");
		const [deleted, ...rest] = told();
		assert.deepEqual([deleted?.type, deleted?.objectID, rest], ["DATA_OBJECT_DELETED", "o1", []]);
		await deleteBucket(core, author, address);
		const [gone, ...others] = told();
		assert.deepEqual([gone?.type, gone?.bucketID, gone?.objectID, others], ["BUCKET_DELETED", "notes", undefined, []]);
		// The subscription went with the bucket.
		await createObject(core, author, address, { fields: {} });
		assert.deepEqual(told(), []);
	}
});

test("a call that fails tells nothing", async () => {
	const core = await createTestCore();
	const { userID, caller } = await newOwner(core);
	const address = { scope: { type: "user", id: userID } as const, bucketID: "notes" };
	await putObject(core, caller, address, "o1", { fields: {} });
	await subscribe(core, address, userID);
	const stale = { versions: ["9"] };
	const calls: (() => Promise<unknown>)[] = [
		() => createObject(core, anonymous, address, { fields: {} }),
		() => createObject(core, caller, address, { fields: { text: "x".repeat(70_000) } }),
		() => putObject(core, anonymous, address, "o1", { fields: {} }),
		() => putObject(core, caller, address, "o1", { fields: {} }, stale),
		() => putObject(core, caller, address, "o1", { fields: {} }, { absent: true }),
		() => patchObject(core, caller, address, "o1", {}, stale),
		() => patchObject(core, caller, address, "none", {}),
		() => deleteObject(core, anonymous, address, "o1"),
		() => deleteObject(core, caller, address, "o1", stale),
		() => deleteObject(core, caller, address, "none"),
		() => deleteBucket(core, anonymous, address),
	];
	for (const call of calls) await assert.rejects(call);
	assert.deepEqual(core.pushed, []);
	// Of writers at the same time each that gets through is told of, no attempt that did not.
	await Promise.all(Array.from({ length: 10 }, (_, n) => patchObject(core, caller, address, "o1", { [`k${n}`]: n })));
	assert.equal(core.pushed.length, 10);
});

test("a deletion whose event fails does not keep the name for ever", async () => {
	const base = await createTestCore();
	let failing = false;
	const core: TestCore = {
		...base,
		store: {
			...base.store,
			list: async (folder, page) => {
				if (failing && folder.includes("/bucket-subscriber/")) {
					failing = false;
					throw new Error("broken");
				}
				return base.store.list(folder, page);
			},
		},
	};
	const { userID, caller } = await newOwner(core);
	const address = { scope: { type: "user", id: userID } as const, bucketID: "notes" };
	await putObject(core, caller, address, "old", { fields: {} });
	failing = true;
	await assert.rejects(deleteBucket(core, caller, address), { message: "broken" });
	await putObject(core, caller, address, "new", { fields: {} });
	assert.equal((await bucketInfo(core, caller, address)).size, 1);
});
