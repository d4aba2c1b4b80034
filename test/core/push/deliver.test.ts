import assert from "node:assert/strict";
import { test } from "node:test";
import { appScope } from "../../../src/core/access/object-scope.ts";
import { type DeviceType, install } from "../../../src/core/installation.ts";
import { mqttEndpointOf } from "../../../src/core/mqtt-endpoint.ts";
import type { StateStore } from "../../../src/core/ports.ts";
import { pushBucketEvent } from "../../../src/core/push/bucket-event.ts";
import { pushDirectly } from "../../../src/core/push/direct-push.ts";
import { listPushRecords, pushRecordLimit } from "../../../src/core/push/push-record.ts";
import { bucketSubscribers, topicSubscribers } from "../../../src/core/push/subscriber-folder.ts";
import { pushToTopic } from "../../../src/core/push/topic-push.ts";
import { recordKey } from "../../../src/core/records.ts";
import type { TypedID } from "../../../src/core/typed-id.ts";
import { appID, callerOf, createTestCore, type TestCore } from "../../helpers/core.ts";

const news = { scope: appScope, topicID: "news" };
const mqtt = { data: { a: 1 }, mqtt: { enabled: true } };
const user = (id: string) => ({ type: "user", id }) as const;

async function withTopic(subscribers: readonly TypedID[] = [], changes: Partial<StateStore> = {}) {
	const made = await createTestCore();
	const core: TestCore = { ...made, store: { ...made.store, ...changes } };
	const folder = topicSubscribers(appID, news);
	await core.store.commit([
		{ key: recordKey(appID, "topic", "app", "news"), value: { topicID: "news", createdAt: 0 } },
		...subscribers.map((value) => ({ key: `${folder}/${encodeURIComponent(`${value.type}:${value.id}`)}`, value })),
	]);
	const admin = await callerOf(core, { kind: "admin" });
	return {
		core,
		admin,
		/** An MQTT installation whose client listens; resolves to its topic. */
		async listen(owner: TypedID, development = false) {
			const { installationID } = await install(core, appID, owner, { deviceType: "MQTT", development });
			const { mqttTopic } = await mqttEndpointOf(core, appID, installationID);
			core.listening.add(mqttTopic);
			return mqttTopic;
		},
		device: (owner: TypedID, deviceType: DeviceType, installationRegistrationID: string, development = false) =>
			install(core, appID, owner, { deviceType, installationRegistrationID, development }),
		receivers: () => core.pushed.splice(0).map(({ mqttTopic }) => mqttTopic),
		records: async () => (await listPushRecords(core, appID, {})).pushRecords,
	};
}

test("every subscriber gets it, a user or a thing, and nobody else", async () => {
	const thing: TypedID = { type: "thing", id: "th.1" };
	const { core, admin, listen, receivers } = await withTopic([user("u1"), thing]);
	const topics = [await listen(user("u1")), await listen(thing)];
	await listen(user("u2"));
	const { pushMessageID } = await pushToTopic(core, admin, news, mqtt);
	assert.match(pushMessageID, /^[a-z0-9]{25}$/);
	assert.deepEqual(
		core.pushed.map(({ payload }) => payload),
		Array(2).fill({
			a: 1,
			objectScopeAppID: appID,
			objectScopeType: "APP",
			topic: "news",
			sourceURI: "kiicloud://topics/news",
			senderURI: "kiicloud://admins/APP_ADMIN",
			when: core.clock.now(),
		}),
	);
	assert.deepEqual(receivers().sort(), topics.sort());
});

test("sendToDevelopment and sendToProduction choose the installations", async () => {
	const { core, admin, listen, device, receivers, records } = await withTopic([user("dev"), user("prod")]);
	const [development, production] = [await listen(user("dev"), true), await listen(user("prod"))];
	await device(user("prod"), "ANDROID", "dev", true);
	await device(user("prod"), "ANDROID", "prod");
	const body = { ...mqtt, gcm: { enabled: true } };
	for (const [sendToDevelopment, sendToProduction, ...expected] of [
		[true, true, development, production],
		[true, false, development],
		[false, true, production],
		[false, false],
	] as const) {
		const before = (await records()).length;
		await pushToTopic(core, admin, news, { ...body, sendToDevelopment, sendToProduction });
		assert.deepEqual(receivers().sort(), expected.toSorted());
		assert.equal((await records()).length - before, expected.length);
	}
});

test("devices of the other networks are recorded with what they would have got", async () => {
	const { core, admin, device, records } = await withTopic([user("u1")]);
	const android = await device(user("u1"), "ANDROID", "reg-1");
	const ios = await device(user("u1"), "IOS", "reg-2", true);
	await device(user("u1"), "JPUSH", "reg-3");
	const body = { data: { a: 1 }, gcm: { enabled: true }, apns: { enabled: true, alert: "!" }, sendWhen: false };
	const { pushMessageID } = await pushDirectly(core, admin, user("u1"), body);
	const uri = { sourceURI: "kiicloud://users/u1", senderURI: "kiicloud://admins/APP_ADMIN" };
	const common = { kind: "DIRECT_PUSH", pushMessageID, userID: "u1", sentAt: core.clock.now() };
	const expected = [
		{
			...common,
			network: "gcm",
			deviceType: "ANDROID",
			installationID: android.installationID,
			installationRegistrationID: "reg-1",
			development: false,
			payload: { data: { a: "1", ...uri } },
		},
		{
			...common,
			network: "apns",
			deviceType: "IOS",
			installationID: ios.installationID,
			installationRegistrationID: "reg-2",
			development: true,
			payload: { a: 1, aps: { alert: "!" } },
		},
	];
	const byNetwork = (a: { network: string }, b: { network: string }) => (a.network < b.network ? 1 : -1);
	assert.deepEqual((await records()).sort(byNetwork), expected);
});

test("the last 1000 records are kept, and paged from the newest on", async () => {
	const { core, admin, device } = await withTopic();
	await device(user("u1"), "ANDROID", "reg");
	for (let index = 0; index < pushRecordLimit + 5; index++) {
		const data = { index: `${index}` };
		await pushDirectly(core, admin, user("u1"), { data, gcm: { enabled: true } });
	}
	const seen: unknown[] = [];
	let paginationKey: string | undefined;
	do {
		const page = await listPushRecords(core, appID, { bestEffortLimit: "150", paginationKey });
		seen.push(...page.pushRecords.map(({ payload }) => (payload.data as { index: string }).index));
		paginationKey = page.nextPaginationKey;
	} while (paginationKey !== undefined);
	assert.deepEqual(
		seen,
		Array.from({ length: pushRecordLimit }, (_, index) => `${pushRecordLimit + 4 - index}`),
	);
});

test("subscribers, installations and endpoints that are gone cost nothing", async () => {
	const { core, admin, listen, receivers } = await withTopic([user("gone"), user("no-endpoint"), user("u1")]);
	await install(core, appID, user("no-endpoint"), { deviceType: "MQTT", development: false });
	const mqttTopic = await listen(user("u1"));
	await pushToTopic(core, admin, news, mqtt);
	assert.deepEqual(receivers(), [mqttTopic]);
	await pushDirectly(core, admin, user("gone"), mqtt);
	assert.deepEqual(receivers(), []);
});

test("a subscriber whose delivery fails takes it from nobody else", async () => {
	const subscribers = [user("u1"), user("u2"), user("u3")];
	const made = await withTopic(subscribers);
	const topics = [];
	for (const subscriber of subscribers) topics.push(await made.listen(subscriber));
	const store: StateStore = {
		...made.core.store,
		list: (folder, page) =>
			folder.endsWith("u2") ? Promise.reject(new Error("disk")) : made.core.store.list(folder, page),
	};
	await pushToTopic({ ...made.core, store }, made.admin, news, mqtt);
	assert.deepEqual(made.receivers().sort(), [topics[0], topics[2]].sort());
});

test("a thousand subscribers each get it once, and other work goes on meanwhile", async () => {
	const subscribers = Array.from({ length: 1000 }, (_, index) => user(`u${index}`));
	const { core, admin, listen, receivers } = await withTopic(subscribers);
	const topics: string[] = [];
	for (const subscriber of subscribers) topics.push(await listen(subscriber));
	let turns = 0;
	let done = false;
	const count = () => {
		turns++;
		if (!done) setImmediate(count);
	};
	setImmediate(count);
	await pushToTopic(core, admin, news, mqtt);
	done = true;
	assert.deepEqual(receivers().sort(), topics.sort());
	assert.ok(turns > 10, `${turns} turns`);
});

test("a change in a bucket is told to its subscribers, whoever made it", async () => {
	const { core, listen, device, records } = await withTopic();
	const bucket = { scope: appScope, bucketID: "b1" };
	const event = { type: "DATA_OBJECT_CREATED", bucket, objectID: "o1", modifiedAt: 1 } as const;
	const caller = await callerOf(core, { kind: "user", userID: "u1" });
	await listen(user("u1"), true);
	await device(user("u1"), "IOS", "reg");
	await pushBucketEvent(core, caller, event);
	assert.deepEqual(core.pushed, []);
	await core.store.commit([{ key: `${bucketSubscribers(appID, bucket)}/user%3Au1`, value: user("u1") }]);
	await pushBucketEvent(core, caller, event);
	assert.equal(core.pushed.length, 1);
	const [record] = await records();
	assert.deepEqual([record?.kind, record?.network, record?.pushMessageID], ["PUSH_TO_APP", "apns", undefined]);
});

test("what goes to other networks is recorded for many subscribers at once, up to the limit", async () => {
	const users = Array.from({ length: pushRecordLimit + 200 }, (_, index) => user(`u${String(index).padStart(5, "0")}`));
	const { core, admin, device, records } = await withTopic(users);
	for (const each of users) await device(each, "ANDROID", `r-${each.id}`);
	let commits = 0;
	const store: StateStore = {
		...core.store,
		commit(...given) {
			commits++;
			return core.store.commit(...given);
		},
	};
	await pushToTopic({ ...core, store }, admin, news, { data: { a: 1 }, fcm: { enabled: true } });
	assert.ok(commits <= users.length / 16 + 1, `${commits} commits`);
	const newest = users.slice(-100).reverse();
	assert.deepEqual(
		(await records()).map(({ userID }) => userID),
		newest.map(({ id }) => id),
	);
	const all = await core.store.list(recordKey(appID, "push-record"));
	assert.equal(all.length, pushRecordLimit);
});
