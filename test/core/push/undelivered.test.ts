import assert from "node:assert/strict";
import { test } from "node:test";
import { appScope } from "../../../src/core/access/object-scope.ts";
import { install } from "../../../src/core/installation.ts";
import { mqttEndpointOf } from "../../../src/core/mqtt-endpoint.ts";
import { pushBucketEvent } from "../../../src/core/push/bucket-event.ts";
import { pushDirectly } from "../../../src/core/push/direct-push.ts";
import { bucketSubscribers, topicSubscribers } from "../../../src/core/push/subscriber-folder.ts";
import { pushToTopic } from "../../../src/core/push/topic-push.ts";
import { recordKey } from "../../../src/core/records.ts";
import { appID, callerOf, createTestCore } from "../../helpers/core.ts";

const news = { scope: appScope, topicID: "news" };
const ann = { type: "user", id: "ann" } as const;
const mqtt = { data: { a: 1 }, mqtt: { enabled: true } };

async function withLog() {
	const made = await createTestCore();
	const lines: string[] = [];
	const core = { ...made, log: { ...made.log, info: (_bindings: object, line: string) => void lines.push(line) } };
	await core.store.commit([
		{ key: recordKey(appID, "topic", "app", "news"), value: { topicID: "news", createdAt: 0 } },
	]);
	const subscribe = () => core.store.commit([{ key: `${topicSubscribers(appID, news)}/user%3Aann`, value: ann }]);
	return { core, admin: await callerOf(core, { kind: "admin" }), subscribe, said: () => lines.splice(0).join() };
}

test("the log says why nobody got a message of a topic", async () => {
	const { core, admin, subscribe, said } = await withLog();
	await pushToTopic(core, admin, news, { data: { a: 1 }, mqtt: {} });
	assert.match(said(), /^push message reached nobody: it enables no network: send "mqtt":{"enabled":true}$/);
	await pushToTopic(core, admin, news, mqtt);
	assert.match(said(), /: the topic has no subscriber$/);
	await subscribe();
	await pushToTopic(core, admin, news, mqtt);
	assert.match(said(), /: no receiver has an installation for its networks and environments$/);
	const { installationID } = await install(core, appID, ann, { deviceType: "MQTT", development: false });
	await pushToTopic(core, admin, news, mqtt);
	assert.match(said(), /: no receiver's client is connected and subscribed to its mqttTopic$/);
	core.listening.add((await mqttEndpointOf(core, appID, installationID)).mqttTopic);
	await pushToTopic(core, admin, news, mqtt);
	assert.equal(said(), "");
});

test("so it does of a direct push; what is recorded for another network is delivered", async () => {
	const { core, admin, said } = await withLog();
	await pushDirectly(core, admin, ann, mqtt);
	assert.match(said(), /: no receiver has an installation/);
	const phone = { deviceType: "JPUSH", installationRegistrationID: "r", development: false } as const;
	await install(core, appID, ann, phone);
	await pushDirectly(core, admin, ann, { data: { a: 1 }, jpush: { enabled: true } });
	assert.equal(said(), "");
});

test("a change in a bucket that reaches nobody is no news", async () => {
	const { core, admin, said } = await withLog();
	const bucket = { scope: appScope, bucketID: "notes" };
	await core.store.commit([{ key: `${bucketSubscribers(appID, bucket)}/user%3Aann`, value: ann }]);
	await pushBucketEvent(core, admin, { type: "BUCKET_DELETED", bucket, modifiedAt: 0 });
	assert.equal(said(), "");
});
