import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { changeAppParameters } from "../../src/core/app-parameters.ts";
import { createGroup } from "../../src/core/group/group.ts";
import { getThing, registerThing } from "../../src/core/thing.ts";
import { issueToken } from "../../src/core/token.ts";
import { appID, newOwner } from "../helpers/core.ts";
import { createTestHttp, type TestHttp } from "../helpers/http.ts";

type Name = "ann" | "bob" | "admin" | "thing";

describe("ownership over HTTP", () => {
	let http: TestHttp;
	let tokens: Record<Name, string>;
	let ann: string;
	let bob: string;
	let thingID: string;

	beforeEach(async () => {
		http = await createTestHttp();
		const { core } = http;
		const token = async (subject: Parameters<typeof issueToken>[2]) =>
			(await issueToken(core, appID, subject)).accessToken;
		ann = (await newOwner(core, "ann")).userID;
		bob = (await newOwner(core, "bob")).userID;
		thingID = (await registerThing(core, appID, { vendorThingID: "v1", password: "pw", fields: {} })).thingID;
		await createGroup(core, appID, { groupID: "g", name: "g", owner: ann, members: [] });
		tokens = {
			ann: await token({ kind: "user", userID: ann }),
			bob: await token({ kind: "user", userID: bob }),
			admin: await token({ kind: "admin" }),
			thing: await token({ kind: "thing", thingID }),
		};
	});

	function send(
		method: "GET" | "PUT" | "POST" | "DELETE" | "HEAD",
		tail: string,
		as: Name | undefined,
		payload?: object,
		thing = thingID,
	) {
		return http.app.inject({
			method,
			url: `/api/apps/emulator/things/${thing}/ownership${tail}`,
			headers: {
				...(as === undefined ? {} : { authorization: `Bearer ${tokens[as]}` }),
				"content-type": "application/json",
			},
			...(payload === undefined ? {} : { payload }),
		});
	}

	async function outcome(...call: Parameters<typeof send>): Promise<[number, string | undefined]> {
		const reply = await send(...call);
		return [reply.statusCode, reply.body === "" ? undefined : reply.json().errorCode];
	}

	const owners = async () => (await getThing(http.core, appID, thingID)).owners;
	const refused = [401, "UNAUTHORIZED"];

	test("a user adds itself and its groups, by POST and PUT, and by either name of the thing", async () => {
		assert.deepEqual(await outcome("POST", "", "ann", { userID: ann, thingPassword: "any" }), [204, undefined]);
		const again = await send("POST", "", "ann", { userID: ann, thingPassword: "pw" });
		assert.equal(again.statusCode, 409);
		const { message: _, ...error } = again.json();
		assert.deepEqual(error, { errorCode: "THING_OWNERSHIP_ALREADY_EXISTS", appID, thingID, userID: ann });
		assert.deepEqual(await outcome("POST", "", "ann", { groupID: "g" }), [204, undefined]);
		assert.deepEqual(await outcome("PUT", `/USER:${bob}`, "bob", undefined, "VENDOR_THING_ID:v1"), [204, undefined]);
		assert.deepEqual(await outcome("PUT", "/group:g", "ann"), [409, "THING_OWNERSHIP_ALREADY_EXISTS"]);
		assert.deepEqual(await owners(), [`user:${ann}`, "group:g", `user:${bob}`]);
	});

	test("nobody adds somebody else, except for the administrator", async () => {
		for (const [as, owner] of [
			["bob", `user:${ann}`],
			["bob", "group:g"],
			["thing", `user:${ann}`],
			[undefined, `user:${ann}`],
		] as const) {
			assert.deepEqual(await outcome("PUT", `/${owner}`, as), refused, as);
		}
		assert.deepEqual(await outcome("POST", "", "bob", { userID: ann, thingPassword: "pw" }), refused);
		assert.deepEqual(await owners(), []);
		assert.deepEqual(await outcome("PUT", `/user:${ann}`, "admin"), [204, undefined]);
		assert.deepEqual(await outcome("POST", "", "admin", { groupID: "g" }), [204, undefined]);
	});

	test("the app parameter requires the thing's password", async () => {
		await changeAppParameters(http.core, appID, { requirePasswordForThingOwnership: true });
		assert.deepEqual(await outcome("PUT", `/user:${ann}`, "ann"), refused);
		assert.deepEqual(await outcome("PUT", `/user:${ann}`, "admin"), refused);
		assert.deepEqual(await outcome("POST", "", "ann", { userID: ann }), refused);
		assert.deepEqual(await outcome("POST", "", "ann", { userID: ann, thingPassword: "no" }), refused);
		assert.deepEqual(await outcome("POST", "", "ann", { userID: ann, thingPassword: "pw" }), [204, undefined]);
		await changeAppParameters(http.core, appID, { requirePasswordForThingOwnership: false });
		assert.deepEqual(await outcome("PUT", `/user:${bob}`, "bob"), [204, undefined]);
	});

	test("owners are listed and looked for", async () => {
		assert.deepEqual(await outcome("HEAD", `/user:${ann}`, "ann"), [404, "THING_OWNERSHIP_NOT_FOUND"]);
		await send("PUT", `/user:${ann}`, "ann");
		await send("PUT", "/group:g", "ann");
		for (const as of ["ann", "thing", "admin"] as const) {
			const list = await send("GET", "", as);
			assert.deepEqual([list.statusCode, list.json()], [200, { users: [ann], groups: ["g"] }]);
			assert.deepEqual(await outcome("HEAD", `/user:${ann}`, as), [204, undefined]);
			assert.deepEqual(await outcome("HEAD", "/Group:g", as), [204, undefined]);
			assert.deepEqual(await outcome("HEAD", `/user:${bob}`, as), [404, "THING_OWNERSHIP_NOT_FOUND"]);
		}
		assert.deepEqual(await outcome("GET", "", "bob"), refused);
		// The JavaScript SDK's isOwner of somebody who is none.
		assert.deepEqual(await outcome("HEAD", `/user:${bob}`, "bob"), [404, "THING_OWNERSHIP_NOT_FOUND"]);
		assert.deepEqual(await outcome("HEAD", `/user:${ann}`, "bob"), refused);
	});

	test("an owner removes itself and others, the thing nobody", async () => {
		for (const owner of [`user:${ann}`, "group:g", `user:${bob}`]) await send("PUT", `/${owner}`, "admin");
		assert.deepEqual(await outcome("DELETE", `/user:${bob}`, "thing"), refused);
		assert.deepEqual(await outcome("DELETE", `/user:${bob}`, undefined), refused);
		assert.deepEqual(await outcome("DELETE", `/user:${ann}`, "bob"), [204, undefined]);
		// Still an owner, as a member of the group.
		const none = await send("DELETE", `/user:${ann}`, "ann");
		assert.equal(none.statusCode, 404);
		assert.deepEqual([none.json().errorCode, none.json().userID], ["THING_OWNERSHIP_NOT_FOUND", ann]);
		assert.deepEqual(await outcome("DELETE", "/Group:g", "ann"), [204, undefined]);
		assert.deepEqual(await outcome("DELETE", `/user:${bob}`, "ann"), refused);
		assert.deepEqual(await owners(), [`user:${bob}`]);
	});

	test("a code goes from one side to the other", async () => {
		const asked = await send("POST", `/request/user:${ann}`, "ann");
		assert.equal(asked.statusCode, 200);
		assert.equal(asked.headers["content-type"], "application/vnd.kii.ThingOwnershipRequestResponse+json;charset=UTF-8");
		assert.deepEqual(await outcome("POST", "/confirm", "thing", { code: "0" }), [409, "INVALID_THING_OWNERSHIP_CODE"]);
		assert.deepEqual(await outcome("POST", "/confirm", "thing", asked.json()), [204, undefined]);
		const back = await send("POST", "/request/group:g", "thing", undefined, "VENDOR_THING_ID:v1");
		assert.deepEqual(await outcome("POST", "/confirm", "ann", back.json()), [204, undefined]);
		assert.deepEqual(await owners(), [`user:${ann}`, "group:g"]);
		const late = await send("POST", `/request/user:${bob}`, "bob");
		await http.core.clock.advance(3_600_000);
		assert.deepEqual(await outcome("POST", "/confirm", "thing", late.json()), [410, "PIN_CODE_EXPIRED"]);
	});

	test("what is not there, and what is no owner", async () => {
		assert.deepEqual(await outcome("PUT", "/user:none", "admin"), [404, "USER_NOT_FOUND"]);
		assert.deepEqual(await outcome("POST", "", "admin", { groupID: "none" }), [404, "GROUP_NOT_FOUND"]);
		assert.deepEqual(await outcome("PUT", `/user:${ann}`, "ann", undefined, "th.none"), [404, "THING_NOT_FOUND"]);
		for (const [method, tail, body] of [
			["PUT", "/thing:th.1", undefined],
			["DELETE", "/ann", undefined],
			["POST", "/request/ann", undefined],
			["POST", "", {}],
			["POST", "", { userID: "a", groupID: "b" }],
			["POST", "", { userID: 1 }],
			["POST", "/confirm", {}],
			["POST", "/confirm", { code: 1 }],
		] as const) {
			assert.deepEqual(await outcome(method, tail, "ann", body), [400, "INVALID_INPUT_DATA"], `${method} ${tail}`);
		}
	});
});
