// Topics, subscriptions and ACLs as clients ask for them (cloud-rest, 4.4 to 4.6 and 6).
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { Caller } from "../../src/core/principal.ts";
import { createTestHttp, type TestHttp } from "../helpers/http.ts";
import { createMembers, type Members } from "../helpers/members.ts";

type Method = "GET" | "HEAD" | "PUT" | "POST" | "DELETE";

const api = "/api/apps/emulator";
const anybody = "UserID:ANY_AUTHENTICATED_USER";

describe("topics, subscriptions and ACLs over HTTP", () => {
	let http: TestHttp;
	let members: Members;
	before(async () => {
		http = await createTestHttp();
		members = await createMembers(http.core);
	});

	async function call(caller: Caller | undefined, method: Method, path: string) {
		const token = caller !== undefined && "accessToken" in caller.principal ? caller.principal.accessToken : undefined;
		const authorization = token === undefined ? {} : { authorization: `bearer ${token}` };
		// As the JavaScript SDK sends it: a JSON type without a body, and a query that nobody reads.
		const headers = { "content-type": "application/json", ...authorization };
		const reply = await http.app.inject({ method, url: `${api}${path}?disable_cache=1`, headers });
		// RFC 9110, 8.6: a 204 must not have the header.
		if (reply.statusCode === 204) assert.equal(reply.headers["content-length"], undefined, `${method} ${path}`);
		return { status: reply.statusCode, type: reply.headers["content-type"], text: reply.body };
	}

	async function expect(caller: Caller | undefined, method: Method, path: string, status: number, errorCode?: string) {
		const reply = await call(caller, method, path);
		assert.equal(reply.status, status, `${method} ${path}: ${reply.text}`);
		if (errorCode !== undefined) assert.equal(JSON.parse(reply.text).errorCode, errorCode);
		else if (status === 204) assert.equal(reply.text, "");
		return reply;
	}

	for (const spelling of ["topics", "topic"]) {
		test(`/${spelling}: every scope, from making a topic to deleting it`, async () => {
			const { owner, thing, thingCaller, admin } = members;
			const scopes: readonly [string, Caller][] = [
				["", admin],
				["/users/me", owner.caller],
				["/users/LOGIN_NAME:owner", owner.caller],
				[`/users/${owner.userID}`, admin],
				["/groups/g1", owner.caller],
				[`/things/${thing.thingID}`, thingCaller],
				["/things/VENDOR_THING_ID:vid-1", owner.caller],
			];
			for (const [scope, caller] of scopes) {
				const topic = `${scope}/${spelling}/t1`;
				for (const method of ["GET", "DELETE"] as const) await expect(caller, method, topic, 404, "TOPIC_NOT_FOUND");
				await expect(caller, "HEAD", topic, 404);
				await expect(caller, "PUT", topic, 204);
				await expect(caller, "PUT", topic, 409, "TOPIC_ALREADY_EXISTS");
				await expect(caller, "GET", topic, 204);
				await expect(caller, "HEAD", topic, 204);
				const list = await expect(caller, "GET", `${scope}/${spelling}/`, 200);
				assert.equal(list.type, "application/vnd.kii.TopicsRetrievalResponse+json;charset=UTF-8");
				assert.deepEqual(JSON.parse(list.text), { topics: [{ topicID: "t1" }] });

				const subscription = `${topic}/push/subscriptions/users/${owner.userID}`;
				await expect(owner.caller, "PUT", subscription, 204);
				await expect(owner.caller, "PUT", subscription, 409, "PUSH_SUBSCRIPTION_ALREADY_EXISTS");
				await expect(owner.caller, "GET", subscription, 204);
				await expect(owner.caller, "HEAD", subscription, 204);
				await expect(owner.caller, "DELETE", subscription, 204);
				for (const method of ["GET", "DELETE"] as const) {
					await expect(owner.caller, method, subscription, 404, "PUSH_SUBSCRIPTION_NOT_FOUND");
				}
				for (const method of ["POST", "PUT"] as const) {
					await expect(owner.caller, method, `${topic}/push/subscriptions/users`, 204);
					await expect(owner.caller, "DELETE", subscription, 204);
				}

				const entry = `${topic}/acl/SUBSCRIBE_TO_TOPIC/ThingID:${thing.thingID}`;
				if (!scope.startsWith("/things/")) await expect(caller, "PUT", entry, 204);
				await expect(caller, "PUT", entry, 409, "ACL_ALREADY_EXISTS");
				const subject = await expect(caller, "GET", entry, 200);
				assert.equal(subject.type, "application/vnd.kii.ACLSubjectRetrievalResponse+json;charset=UTF-8");
				assert.deepEqual(JSON.parse(subject.text), { thingID: thing.thingID });
				const ofThing = `${topic.replace("/me/", `/${owner.userID}/`)}/push/subscriptions/things`;
				await expect(thingCaller, "POST", ofThing, 204);
				await expect(thingCaller, "POST", ofThing, 409, "PUSH_SUBSCRIPTION_ALREADY_EXISTS");
				await expect(thingCaller, "DELETE", `${ofThing}/${thing.thingID}`, 204);
				await expect(owner.caller, "PUT", `${ofThing}/VENDOR_THING_ID:vid-1`, 204);

				await expect(caller, "DELETE", topic, 204);
				await expect(caller, "PUT", subscription, 404, "TOPIC_NOT_FOUND");
			}
		});
	}

	test("both spellings mean the same topic", async () => {
		const { admin } = members;
		await expect(admin, "PUT", "/topic/test_topic", 204);
		await expect(admin, "PUT", "/topics/test_topic", 409, "TOPIC_ALREADY_EXISTS");
		await expect(admin, "DELETE", "/topics/test_topic", 204);
	});

	test("a bucket's filter: subscribing makes the bucket", async () => {
		const { owner, thing, thingCaller } = members;
		for (const scope of ["", "/users/me", "/groups/g1", `/things/${thing.thingID}`]) {
			const filter = `${scope}/buckets/changes/filters/all/push/subscriptions`;
			const own = `${filter}/users/${owner.userID}`;
			for (const method of ["GET", "DELETE"] as const) {
				await expect(owner.caller, method, own, 404, "PUSH_SUBSCRIPTION_NOT_FOUND");
			}
			await expect(owner.caller, "PUT", own, 204);
			for (const [method, path] of [
				["PUT", own],
				["POST", `${filter}/users`],
				["PUT", `${filter}/users`],
			] as const) {
				await expect(owner.caller, method, path, 409, "PUSH_SUBSCRIPTION_ALREADY_EXISTS");
			}
			await expect(owner.caller, "GET", own, 204);
			await expect(owner.caller, "DELETE", own, 204);
			await expect(owner.caller, "POST", `${filter}/users`, 204);
			await expect(owner.caller, "PUT", own.replace("/all/", "/none/"), 404, "FILTER_NOT_FOUND");
		}
		const ofThing = `/things/${thing.thingID}/buckets/changes/filters/all/push/subscriptions/things`;
		await expect(thingCaller, "POST", ofThing, 204);
		await expect(thingCaller, "GET", `${ofThing}/${thing.thingID}`, 204);
		await expect(thingCaller, "DELETE", `${ofThing}/${thing.thingID}`, 204);
	});

	test("ACLs of scopes and buckets, as the JavaScript SDK and live tests read them", async () => {
		const { owner, member, admin, thing } = members;
		const appAcl = await expect(admin, "GET", "/acl", 200);
		assert.equal(appAcl.type, "application/vnd.kii.ACLRetrievalResponse+json;charset=UTF-8");
		assert.deepEqual(JSON.parse(appAcl.text), { CREATE_NEW_BUCKET: [{ userID: "ANY_AUTHENTICATED_USER" }] });
		const none = await expect(admin, "GET", "/acl/CREATE_NEW_TOPIC", 200);
		assert.equal(none.type, "application/vnd.kii.ACLVerbRetrievalResponse+json;charset=UTF-8");
		assert.deepEqual(JSON.parse(none.text), []);
		const both = [{ groupID: "g1" }, { userID: owner.userID }];
		const groupAcl = await expect(owner.caller, "GET", "/groups/g1/acl", 200);
		assert.deepEqual(JSON.parse(groupAcl.text), { CREATE_NEW_BUCKET: both, CREATE_NEW_TOPIC: both });
		const thingAcl = await expect(owner.caller, "GET", `/things/${thing.thingID}/acl/CREATE_NEW_TOPIC`, 200);
		assert.deepEqual(JSON.parse(thingAcl.text), [{ thingID: thing.thingID }, { userID: owner.userID }]);

		// A member may make topics in an app whose administrator has said so.
		await expect(member.caller, "PUT", "/topics/of-a-member", 401, "UNAUTHORIZED");
		await expect(admin, "PUT", `/acl/CREATE_NEW_TOPIC/UserID:${member.userID}`, 204);
		await expect(member.caller, "PUT", "/topics/of-a-member", 204);
		await expect(admin, "DELETE", `/acl/CREATE_NEW_TOPIC/UserID:${member.userID}`, 204);
		await expect(admin, "DELETE", `/acl/CREATE_NEW_TOPIC/UserID:${member.userID}`, 404, "ACL_NOT_FOUND");

		const bucket = "/users/me/buckets/aclTest";
		await expect(owner.caller, "GET", `${bucket}/acl`, 404, "BUCKET_NOT_FOUND");
		await expect(owner.caller, "PUT", `${bucket}/acl/READ_OBJECTS_IN_BUCKET/${anybody}`, 204);
		const self = [{ userID: owner.userID }];
		assert.deepEqual(JSON.parse((await expect(owner.caller, "GET", `${bucket}/acl`, 200)).text), {
			QUERY_OBJECTS_IN_BUCKET: self,
			READ_OBJECTS_IN_BUCKET: [{ userID: "ANY_AUTHENTICATED_USER" }, ...self],
			CREATE_OBJECTS_IN_BUCKET: self,
			DROP_BUCKET_WITH_ALL_CONTENT: self,
		});
		await expect(owner.caller, "DELETE", `${bucket}/acl/READ_OBJECTS_IN_BUCKET/${anybody}`, 204);
		const creator = `${bucket}/acl/QUERY_OBJECTS_IN_BUCKET/UserID:${owner.userID}`;
		await expect(owner.caller, "DELETE", creator, 409, "OPERATION_NOT_ALLOWED");
		await expect(owner.caller, "PUT", `${bucket}/acl/QUERY_OBJECTS_IN_BUCKET/GroupID:none`, 404, "GROUP_NOT_FOUND");
		await expect(owner.caller, "PUT", `${bucket}/acl/SUBSCRIBE_TO_TOPIC/${anybody}`, 400, "INVALID_INPUT_DATA");
		await expect(owner.caller, "PUT", `${bucket}/acl/QUERY_OBJECTS_IN_BUCKET/me`, 400, "INVALID_INPUT_DATA");
		await expect(owner.caller, "GET", `${bucket}/objects/o1/acl`, 404, "OBJECT_NOT_FOUND");
	});

	test("without a token all of it is 401, whether there is such a scope or not", async () => {
		for (const scope of ["", "/users/none", "/users/me", "/groups/none", "/things/none", "/groups/g1"]) {
			for (const [method, path] of [
				["GET", "/topics"],
				["PUT", "/topics/t1"],
				["GET", "/topics/t1"],
				["DELETE", "/topics/t1"],
				["POST", "/topics/t1/push/subscriptions/users"],
				["GET", "/topics/t1/push/subscriptions/users/none"],
				["PUT", "/buckets/b1/filters/all/push/subscriptions/things/none"],
				["GET", "/acl"],
				["PUT", `/buckets/b1/acl/QUERY_OBJECTS_IN_BUCKET/${anybody}`],
				["DELETE", `/buckets/b1/objects/o1/acl/READ_EXISTING_OBJECT/${anybody}`],
			] as const) {
				await expect(undefined, method, `${scope}${path}`, 401, "UNAUTHORIZED");
			}
		}
		await expect(members.stranger.caller, "GET", "/groups/none/topics", 404, "GROUP_NOT_FOUND");
	});

	test("wrong queries and names are answered, not found out the hard way", async () => {
		const { admin } = members;
		for (const query of ["paginationKey=a&paginationKey=b", "paginationKey=%25", "bestEffortLimit=-1"]) {
			const reply = await http.app.inject({
				url: `${api}/topics?${query}`,
				headers: { authorization: `Bearer ${admin.principal.kind === "admin" ? admin.principal.accessToken : ""}` },
			});
			assert.equal(reply.statusCode, 400, reply.body);
			assert.equal(reply.json().errorCode, "INVALID_INPUT_DATA");
		}
		await expect(admin, "PUT", "/topics/a%20b", 400, "INVALID_INPUT_DATA");
		await expect(admin, "PUT", "/topics/a%2Fb", 400, "INVALID_INPUT_DATA");
		await expect(admin, "PUT", "/topics/__proto__", 204);
		await expect(admin, "PUT", `/topics/__proto__/acl/__proto__/${anybody}`, 400, "INVALID_INPUT_DATA");
		await expect(admin, "GET", "/topics/__proto__/acl/constructor", 400, "INVALID_INPUT_DATA");
	});
});
