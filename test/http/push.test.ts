import assert from "node:assert/strict";
import { test } from "node:test";
import { scopeKey } from "../../src/core/access/object-scope.ts";
import { createGroup } from "../../src/core/group/group.ts";
import { type DeviceType, install } from "../../src/core/installation.ts";
import { mqttEndpointOf } from "../../src/core/mqtt-endpoint.ts";
import { topicSubscribers } from "../../src/core/push/subscriber-folder.ts";
import { recordKey } from "../../src/core/records.ts";
import { addOwner, registerThing } from "../../src/core/thing.ts";
import type { TypedID } from "../../src/core/typed-id.ts";
import { appID, callerOf, newOwner } from "../helpers/core.ts";
import { createTestHttp } from "../helpers/http.ts";

const type = "application/vnd.kii.SendPushMessageRequest+json";
const message = { data: { a: 1 }, mqtt: { enabled: true } };

async function createWorld() {
	const { app, core } = await createTestHttp();
	const owner = await newOwner(core);
	const stranger = await newOwner(core, "stranger");
	const { groupID } = await createGroup(core, appID, { name: "g", owner: owner.userID, members: [] });
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v", password: "1234", fields: {} });
	await addOwner(core, appID, thingID, { type: "user", id: owner.userID });
	const admin = await callerOf(core, { kind: "admin" });
	const thing = await callerOf(core, { kind: "thing", thingID });
	const callers = { admin, thing, owner: owner.caller, stranger: stranger.caller };
	type CallerName = keyof typeof callers | "nobody";
	return {
		core,
		userID: owner.userID,
		groupID,
		thingID,
		async send(path: string, by: CallerName = "admin", payload: unknown = message, contentType = type) {
			const headers = { "content-type": contentType };
			const principal = by === "nobody" ? undefined : callers[by].principal;
			const authorization =
				principal && "accessToken" in principal ? { authorization: `Bearer ${principal.accessToken}` } : {};
			const url = `/api/apps/${appID}${path}/push/messages`;
			return app.inject({
				method: "POST",
				url,
				headers: { ...headers, ...authorization },
				payload: JSON.stringify(payload),
			});
		},
		async listen(subscriber: TypedID) {
			const { installationID } = await install(core, appID, subscriber, { deviceType: "MQTT", development: false });
			core.listening.add((await mqttEndpointOf(core, appID, installationID)).mqttTopic);
		},
		records(by: CallerName, query = "") {
			const principal = by === "nobody" ? undefined : callers[by].principal;
			const headers =
				principal && "accessToken" in principal ? { authorization: `Bearer ${principal.accessToken}` } : {};
			return app.inject({ method: "GET", url: `/_emulator/apps/${appID}/push-records${query}`, headers });
		},
	};
}

test("a message to a topic of each scope, in both spellings, reaches its subscriber before the reply", async () => {
	const { core, userID, groupID, thingID, send, listen } = await createWorld();
	const subscriber: TypedID = { type: "user", id: userID };
	await listen(subscriber);
	for (const [path, scope] of [
		["", { type: "app" }],
		[`/users/${userID}`, { type: "user", id: userID }],
		["/users/LOGIN_NAME:owner", { type: "user", id: userID }],
		[`/groups/${groupID}`, { type: "group", id: groupID }],
		[`/things/${thingID}`, { type: "thing", id: thingID }],
		["/things/VENDOR_THING_ID:v", { type: "thing", id: thingID }],
	] as const) {
		const folder = topicSubscribers(appID, { scope, topicID: "t1" });
		await core.store.commit([
			{ key: recordKey(appID, "topic", scopeKey(scope), "t1"), value: { topicID: "t1", createdAt: 0 } },
			{ key: `${folder}/user%3A${userID}`, value: subscriber },
		]);
		for (const topics of ["topics", "topic"]) {
			core.pushed.length = 0;
			const reply = await send(`${path}/${topics}/t1`);
			assert.equal(reply.statusCode, 200, reply.body);
			assert.equal(reply.headers["content-type"], "application/vnd.kii.SendPushMessageResponse+json;charset=UTF-8");
			assert.deepEqual(Object.keys(reply.json()), ["pushMessageID"]);
			assert.equal(core.pushed.length, 1);
		}
	}
});

test("errors of a message to a topic", async () => {
	const { core, userID, send } = await createWorld();
	await core.store.commit([
		{ key: recordKey(appID, "topic", "app", "t1"), value: { topicID: "t1", createdAt: 0 } },
		{
			key: recordKey(appID, "topic", `user:${userID}`, "t1"),
			value: { topicID: "t1", createdAt: 0, creator: `UserID:${userID}` },
		},
	]);
	const missing = await send("/topics/none");
	assert.deepEqual(
		[missing.statusCode, missing.json().errorCode, missing.json().topicID],
		[404, "TOPIC_NOT_FOUND", "none"],
	);
	for (const [path, by, status] of [
		["/topics/t1", "owner", 401],
		["/topics/t1", "nobody", 401],
		["/groups/none/topics/t1", "nobody", 401],
		["/users/me/topics/t1", "owner", 200],
		[`/users/${userID}/topics/t1`, "stranger", 401],
		["/users/me/topics/t1", "admin", 401],
	] as const) {
		assert.equal((await send(path, by)).statusCode, status, `${path} by ${by}`);
	}
	for (const body of [{}, { data: { a: [] }, mqtt: {} }, { data: { a: "x".repeat(5000) }, mqtt: { enabled: true } }]) {
		const reply = await send("/topics/t1", "admin", body);
		assert.deepEqual([reply.statusCode, reply.json().errorCode], [400, "INVALID_INPUT_DATA"]);
	}
	assert.equal((await send("/topics/t1", "admin", "text", "text/plain")).statusCode, 400);
});

test("direct push: to everybody by the administrator, else to oneself only", async () => {
	const { core, userID, thingID, send, listen } = await createWorld();
	await listen({ type: "user", id: userID });
	await listen({ type: "thing", id: thingID });
	for (const [path, by, status] of [
		[`/users/${userID}`, "admin", 200],
		["/users/LOGIN_NAME:owner", "admin", 200],
		["/users/me", "owner", 200],
		[`/users/${userID}`, "owner", 200],
		[`/users/${userID}`, "stranger", 401],
		[`/users/${userID}`, "thing", 401],
		["/users/me", "admin", 401],
		["/users/none", "nobody", 401],
		["/users/none", "admin", 404],
		[`/things/${thingID}`, "admin", 200],
		["/things/VENDOR_THING_ID:v", "thing", 200],
		[`/things/${thingID}`, "owner", 401],
		[`/things/${thingID}`, "nobody", 401],
		["/things/none", "admin", 404],
	] as const) {
		core.pushed.length = 0;
		const reply = await send(path, by);
		assert.equal(reply.statusCode, status, `${path} by ${by}: ${reply.body}`);
		assert.equal(core.pushed.length, status === 200 ? 1 : 0);
	}
	await send("/things/VENDOR_THING_ID:v");
	assert.match(JSON.stringify(core.pushed.at(-1)), new RegExp(`"sourceURI":"kiicloud://things/${thingID}"`));
});

test("the administrator reads what the other networks would have got, nobody else does", async () => {
	const { core, userID, send, records } = await createWorld();
	for (const [deviceType, registration] of [
		["ANDROID", "1"],
		["JPUSH", "2"],
	] as [DeviceType, string][]) {
		await install(
			core,
			appID,
			{ type: "user", id: userID },
			{
				deviceType,
				installationRegistrationID: registration,
				development: false,
			},
		);
	}
	await send(`/users/${userID}`, "admin", { jpush: { enabled: true } });
	await send(`/users/${userID}`, "admin", { gcm: { enabled: true } });
	const networks = (body: { pushRecords: { network: string }[] }) => body.pushRecords.map(({ network }) => network);
	const all = await records("admin");
	assert.equal(all.statusCode, 200);
	assert.deepEqual(networks(all.json()), ["gcm", "jpush"]);
	const first = (await records("admin", "?bestEffortLimit=1")).json();
	assert.deepEqual(networks(first), ["gcm"]);
	const second = (await records("admin", `?paginationKey=${first.nextPaginationKey}`)).json();
	assert.deepEqual([networks(second), second.nextPaginationKey], [["jpush"], undefined]);
	assert.equal((await records("admin", "?bestEffortLimit=x")).statusCode, 400);
	for (const by of ["owner", "thing", "nobody"] as const) assert.equal((await records(by)).statusCode, 401);
});
