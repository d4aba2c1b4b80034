import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { createGroup, getGroup, isMember } from "../../src/core/group/group.ts";
import { registerThing } from "../../src/core/thing.ts";
import { issueToken } from "../../src/core/token.ts";
import { appID, newOwner } from "../helpers/core.ts";
import { createTestHttp, type TestHttp } from "../helpers/http.ts";

const path = "/api/apps/emulator/groups";
const creation = "application/vnd.kii.GroupCreationRequest+json";

describe("groups over HTTP", () => {
	let http: TestHttp;
	let tokens: Record<"owner" | "member" | "stranger" | "admin" | "thing", string>;
	let ids: Record<"owner" | "member" | "stranger", string>;

	before(async () => {
		http = await createTestHttp();
		const { core } = http;
		const token = async (subject: Parameters<typeof issueToken>[2]) =>
			(await issueToken(core, appID, subject)).accessToken;
		const user = async (name: string) => (await newOwner(core, name)).userID;
		ids = { owner: await user("owner"), member: await user("member"), stranger: await user("stranger") };
		const { thingID } = await registerThing(core, appID, { vendorThingID: "v1", password: "pw", fields: {} });
		tokens = {
			owner: await token({ kind: "user", userID: ids.owner }),
			member: await token({ kind: "user", userID: ids.member }),
			stranger: await token({ kind: "user", userID: ids.stranger }),
			admin: await token({ kind: "admin" }),
			thing: await token({ kind: "thing", thingID }),
		};
	});

	function send(
		method: "GET" | "PUT" | "POST" | "DELETE",
		url: string,
		as: keyof typeof tokens | undefined,
		payload?: string | object,
		type = "application/json",
	) {
		const authorization = as === undefined ? {} : { authorization: `Bearer ${tokens[as]}` };
		return http.app.inject({
			method,
			url: url.startsWith("/api") ? url : `${path}${url}`,
			headers: { ...authorization, "content-type": type },
			...(payload === undefined ? {} : { payload: typeof payload === "string" ? payload : JSON.stringify(payload) }),
		});
	}

	test("created by the server's ID or the client's, and read", async () => {
		const body = { name: "Sales", owner: ids.owner, members: [ids.member, "nobody"] };
		const made = await send("POST", "", "owner", body, creation);
		assert.equal(made.statusCode, 201);
		const { groupID, ...rest } = made.json();
		assert.deepEqual(rest, { notFoundUsers: ["nobody"] });
		assert.equal(made.headers.location, `http://localhost:80${path}/${groupID}`);
		assert.equal(made.headers["content-type"], "application/vnd.kii.GroupCreationResponse+json;charset=UTF-8");
		const got = await send("GET", `/${groupID}?disable_cache=1`, "stranger");
		assert.deepEqual(got.json(), { groupID, name: "Sales", owner: ids.owner });
		assert.equal(got.headers["content-type"], "application/vnd.kii.GroupRetrievalResponse+json;charset=UTF-8");

		const own = await send("PUT", "/my.group-1", "owner", { name: "Mine", owner: ids.owner }, creation);
		assert.deepEqual([own.statusCode, own.json()], [201, { groupID: "my.group-1", notFoundUsers: [] }]);
		const again = await send("PUT", "/my.group-1", "stranger", { name: "Mine", owner: ids.stranger }, creation);
		assert.equal(again.statusCode, 409);
		assert.equal(again.json().errorCode, "GROUP_ALREADY_EXISTS");
		assert.equal(again.json().groupID, "my.group-1");
		const wrong = await send("PUT", "/My-Group", "owner", { name: "Mine", owner: ids.owner }, creation);
		assert.deepEqual([wrong.statusCode, wrong.json().errorCode], [400, "INVALID_INPUT_DATA"]);
		const noOwner = await send("POST", "", "owner", { name: "x", owner: "none" }, creation);
		assert.deepEqual([noOwner.statusCode, noOwner.json().errorCode], [404, "USER_NOT_FOUND"]);
		for (const faulty of [{}, { name: "" }, { name: "x".repeat(191) }, { name: "x", members: [1] }]) {
			assert.equal((await send("POST", "", "owner", faulty, creation)).statusCode, 400);
		}
	});

	test("listed by member and by owner, as the JavaScript SDK asks for it", async () => {
		await createGroup(http.core, appID, { groupID: "list-1", name: "1", owner: ids.stranger, members: [ids.member] });
		await createGroup(http.core, appID, { groupID: "list-2", name: "2", owner: ids.member, members: [ids.stranger] });
		const listed = async (query: string, as: keyof typeof tokens = "stranger") => {
			const reply = await send("GET", query, as);
			assert.equal(reply.statusCode, 200, reply.body);
			assert.equal(reply.headers["content-type"], "application/vnd.kii.GroupsRetrievalResponse+json;charset=UTF-8");
			return reply.json().groups;
		};
		const second = { groupID: "list-2", name: "2", owner: ids.member };
		const both = await listed(`/?is_member=${ids.stranger}&disable_cache=1`);
		assert.deepEqual(both, [{ groupID: "list-1", name: "1", owner: ids.stranger }, second]);
		assert.deepEqual(await listed(`/?owner=${ids.member}`), [second]);
		assert.deepEqual(await listed(`?owner=${ids.member}&is_member=me`), [second]);
		assert.deepEqual((await listed("?owner=LOGIN_NAME:member", "admin")).length, 1);
		assert.ok((await listed("", "admin")).length >= 2);
		assert.equal((await send("GET", "", "owner")).statusCode, 401);
		assert.equal((await send("GET", "/?owner=none", "owner")).json().errorCode, "USER_NOT_FOUND");
		assert.equal((await send("GET", "/?owner=a&owner=b", "owner")).statusCode, 400);
	});

	test("members are added and removed by the owner, and remove themselves", async () => {
		await createGroup(http.core, appID, { groupID: "members", name: "g", owner: ids.owner, members: [] });
		const member = `/members/members/${ids.member}`;
		assert.equal((await send("PUT", member, "member")).statusCode, 401);
		for (let times = 0; times < 2; times++) assert.equal((await send("PUT", member, "owner")).statusCode, 204);
		const list = await send("GET", "/members/members", "stranger");
		assert.deepEqual(
			list.json().members.map(({ userID }: { userID: string }) => userID),
			[ids.owner, ids.member].sort(),
		);
		assert.equal(list.headers["content-type"], "application/vnd.kii.MembersRetrievalResponse+json;charset=UTF-8");
		assert.equal((await send("DELETE", member, "stranger")).statusCode, 401);
		assert.equal((await send("DELETE", "/members/members/me", "member")).statusCode, 204);
		const gone = await send("DELETE", member, "owner");
		assert.deepEqual([gone.statusCode, gone.json().errorCode], [404, "USER_NOT_FOUND"]);
		assert.equal((await send("PUT", "/members/members/nobody", "owner")).json().errorCode, "USER_NOT_FOUND");
		assert.equal((await send("PUT", `/none/members/${ids.member}`, "owner")).json().errorCode, "GROUP_NOT_FOUND");
		assert.equal((await send("PUT", member, "admin")).statusCode, 204);
		assert.equal(await isMember(http.core, appID, "members", ids.member), true);
	});

	test("the owner hands the group on", async () => {
		await createGroup(http.core, appID, { groupID: "hand-on", name: "g", owner: ids.owner, members: [] });
		const type = "application/vnd.kii.GroupOwnerChangeRequest+json";
		const change = (as: keyof typeof tokens, owner: string) => send("PUT", "/hand-on/owner", as, { owner }, type);
		assert.equal((await change("stranger", ids.stranger)).statusCode, 401);
		assert.equal((await change("owner", "none")).json().errorCode, "USER_NOT_FOUND");
		const reply = await change("owner", ids.stranger);
		assert.deepEqual([reply.statusCode, reply.body], [200, ""]);
		assert.equal((await change("owner", ids.owner)).statusCode, 401);
		assert.equal((await getGroup(http.core, appID, "hand-on")).owner, ids.stranger);
	});

	test("renamed by plain text, or by JSON", async () => {
		await createGroup(http.core, appID, { groupID: "rename", name: "g", owner: ids.owner, members: [] });
		const rename = (payload: string | undefined, type: string, as: keyof typeof tokens = "owner") =>
			send("PUT", "/rename/name", as, payload, type);
		const name = async () => (await getGroup(http.core, appID, "rename")).name;
		assert.equal((await rename("Verkäufer & 売", "text/plain")).statusCode, 204);
		assert.equal(await name(), "Verkäufer & 売");
		assert.equal((await rename("売".repeat(190), "text/plain;charset=UTF-8")).statusCode, 204);
		assert.equal((await rename('"quoted"', "application/json")).statusCode, 204);
		assert.equal(await name(), "quoted");
		assert.equal((await rename('{"name":"in an object"}', "application/json")).statusCode, 204);
		assert.equal(await name(), "in an object");
		for (const [payload, type] of [
			["x".repeat(191), "text/plain"],
			[undefined, "text/plain"],
			["[1]", "application/json"],
			["bytes", "application/octet-stream"],
		] as const) {
			assert.equal((await rename(payload, type)).statusCode, 400, payload);
		}
		assert.equal((await rename("x", "text/plain", "member")).statusCode, 401);
		assert.equal(await name(), "in an object");
	});

	test("deleted by the owner or the administrator", async () => {
		await createGroup(http.core, appID, { groupID: "delete", name: "g", owner: ids.owner, members: [ids.member] });
		assert.equal((await send("DELETE", "/delete", "member")).statusCode, 401);
		assert.equal((await send("DELETE", "/delete", "owner")).statusCode, 204);
		const gone = await send("DELETE", "/delete", "owner");
		assert.deepEqual([gone.statusCode, gone.json().errorCode, gone.json().groupID], [404, "GROUP_NOT_FOUND", "delete"]);
	});

	test("neither things nor anonymous callers may do anything with groups", async () => {
		await createGroup(http.core, appID, { groupID: "closed", name: "g", owner: ids.owner, members: [] });
		const calls = [
			["GET", "/closed"],
			["GET", "/none"],
			["GET", "/closed/members"],
			["GET", `/?owner=${ids.owner}`],
			["GET", "/?owner=none"],
			["POST", ""],
			["PUT", "/new"],
			["PUT", `/closed/members/${ids.member}`],
			["DELETE", "/closed/members/none"],
			["PUT", "/closed/owner"],
			["PUT", "/closed/name"],
			["DELETE", "/closed"],
		] as const;
		for (const [method, url] of calls) {
			for (const as of ["thing", undefined] as const) {
				const payload = method === "GET" || method === "DELETE" ? undefined : { name: "x", owner: ids.member };
				const reply = await send(method, url, as, payload);
				assert.deepEqual([reply.statusCode, reply.json().errorCode], [401, "UNAUTHORIZED"], `${method} ${url}`);
			}
		}
	});
});
