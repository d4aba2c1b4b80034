import assert from "node:assert/strict";
import { test } from "node:test";
import type { Caller } from "../../src/core/principal.ts";
import { appID } from "../helpers/core.ts";
import { createTestHttp } from "../helpers/http.ts";
import { createMembers } from "../helpers/members.ts";
import { authorizationOf } from "../helpers/object-http.ts";
import { createWatchedCore } from "../helpers/watched-core.ts";

type Method = "GET" | "PUT" | "POST" | "DELETE";

/** Everybody, and all that can be in a scope; `as` are those who make it. */
async function createWorld() {
	const core = await createWatchedCore();
	const { app } = await createTestHttp({ core });
	const members = await createMembers(core);
	const { admin, stranger } = members;

	const call = async (as: Caller, method: Method, path: string, payload?: object | string, headers: object = {}) => {
		const type = typeof payload === "string" ? "text/plain" : "application/json";
		const reply = await app.inject({
			method,
			url: `/api/apps/${appID}${path}`,
			headers: {
				...authorizationOf(as),
				...(payload === undefined ? {} : { "content-type": type }),
				...headers,
			},
			...(payload === undefined ? {} : { payload }),
		});
		assert.ok(reply.statusCode < 400, `${method} ${path}: ${reply.body}`);
		return reply;
	};

	const upload = async (as: Caller, object: string): Promise<string> => {
		const { uploadID } = (await call(as, "POST", `${object}/body/uploads`, {})).json();
		for (const range of ["0-3", "2-5", "4-7"]) {
			const headers = { "content-range": `bytes=${range}/8` };
			await call(as, "PUT", `${object}/body/uploads/${uploadID}/data`, "abcd", headers);
		}
		return `${object}/body/uploads/${uploadID}/status`;
	};

	const fill = async (as: Caller, scope: string) => {
		const bucket = `${scope}/buckets/bucket`;
		const object = `${bucket}/objects/o1`;
		const permitted = `UserID:${stranger.userID}`;
		for (const id of ["o1", "o2"]) await call(as, "PUT", `${bucket}/objects/${id}`, { a: 1 });
		for (const body of ["first", "second"]) await call(as, "PUT", `${object}/body`, body);
		for (let count = 0; count < 3; count++) await call(as, "POST", `${object}/body/publish`, {});
		await upload(as, object);
		await call(as, "PUT", `${object}/acl/READ_EXISTING_OBJECT/${permitted}`);
		await call(admin, "PUT", `${bucket}/acl/QUERY_OBJECTS_IN_BUCKET/${permitted}`);
		await call(admin, "PUT", `${scope}/acl/CREATE_NEW_TOPIC/${permitted}`);
		await call(admin, "PUT", `${scope}/topics/topic`);
		await call(admin, "PUT", `${scope}/topics/topic/acl/SUBSCRIBE_TO_TOPIC/${permitted}`);
		for (const of of ["topics/topic", "buckets/bucket/filters/all"]) {
			await call(admin, "PUT", `${scope}/${of}/push/subscriptions/users/${stranger.userID}`);
		}
	};
	return { core, members, call, fill, upload };
}

for (const deletion of ["what is in a scope", "the scope"] as const) {
	for (const type of ["user", "group", "thing"] as const) {
		test(`of ${deletion} of a ${type} nothing is left`, async () => {
			const { core, members, call, fill } = await createWorld();
			const { admin, member, group, thing, thingCaller } = members;
			const [as, id] =
				type === "user"
					? [member.caller, member.userID]
					: type === "group"
						? [member.caller, group.groupID]
						: [thingCaller, thing.thingID];
			const before = new Set(core.keys);
			await fill(as, `/${type}s/${id}`);
			assert.ok(core.blobKeys.size > 0);
			if (deletion === "the scope") {
				await call(admin, "DELETE", `/${type}s/${id}`);
			} else {
				await call(admin, "DELETE", `/${type}s/${id}/acl/CREATE_NEW_TOPIC/UserID:${members.stranger.userID}`);
				for (const each of ["buckets/bucket", "topics/topic"]) await call(admin, "DELETE", `/${type}s/${id}/${each}`);
			}
			const left = [...core.keys].filter((key) => !before.has(key) && !key.endsWith("/scope"));
			assert.deepEqual(left, []);
			assert.deepEqual([...core.blobKeys], []);
		});
	}
}

test("bytes and publications of a body end with it, on every way", async () => {
	const { core, members, call, upload } = await createWorld();
	const as = members.owner.caller;
	const bucket = "/users/me/buckets/bucket";
	const object = `${bucket}/objects/o1`;
	const publications = () => [...core.keys].filter((key) => key.includes("publication")).length;
	const publish = () => call(as, "POST", `${object}/body/publish`, {});
	for (const id of ["o1", "o2"]) await call(as, "PUT", `${bucket}/objects/${id}`, {});

	await call(as, "PUT", `${object}/body`, "first");
	await publish();
	await call(as, "PUT", `${object}/body`, "second");
	await call(as, "POST", `${await upload(as, object)}/committed`);
	assert.deepEqual([core.blobKeys.size, publications()], [1, 2], "a replacement frees the bytes and stays published");
	await call(as, "POST", `${await upload(as, object)}/cancelled`);
	assert.equal(core.blobKeys.size, 1);

	await call(as, "DELETE", `${object}/body`);
	assert.deepEqual([core.blobKeys.size, publications()], [0, 0], "deletion");

	for (const id of ["o1", "o2"]) await call(as, "PUT", `${bucket}/objects/${id}/body`, id);
	await publish();
	const target = { targetObjectScope: { type: "APP_AND_USER", userID: "me" }, targetBucketID: "bucket" };
	await call(as, "POST", `${object}/body/move`, { ...target, targetObjectID: "o2" });
	assert.deepEqual([core.blobKeys.size, publications()], [1, 0], "move");

	await call(as, "PUT", `${object}/body`, "third");
	await publish();
	await upload(as, object);
	for (const id of ["o1", "o2"]) await call(as, "DELETE", `${bucket}/objects/${id}`);
	assert.deepEqual([core.blobKeys.size, publications()], [0, 0], "deletion of the object");
});
