import assert from "node:assert/strict";
import { test } from "node:test";
import { createThingApi, kii } from "./thing-api.ts";

const creation = kii("InstallationCreationRequest");

test("every spelling that clients send is the one MQTT installation of its owner", async () => {
	const { call } = await createThingApi();
	const spellings: [body: object, development: boolean][] = [
		[{ deviceType: "MQTT" }, false],
		[{ deviceType: "MQTT", development: "false" }, false],
		[{ deviceType: "MQTT", development: true }, true],
		[{ installationType: "MQTT", development: false }, false],
		[{ deviceType: "mqtt", development: "TRUE" }, true],
	];
	const ids = new Set<string>();
	for (const [body, development] of spellings) {
		const reply = await call("thing", "POST", "/installations", body, creation, { host: "api.kii.com" });
		assert.equal(reply.statusCode, 201);
		assert.equal(reply.headers["content-type"], `${kii("InstallationCreationResponse")};charset=UTF-8`);
		const { installationID, installationRegistrationID } = reply.json();
		assert.equal(reply.headers.location, `http://api.kii.com/api/apps/emulator/installations/${installationID}`);
		ids.add(`${installationID} ${installationRegistrationID}`);
		const got = await call("thing", "GET", `/installations/${installationID}`);
		assert.equal(got.json().development, development, JSON.stringify(body));
	}
	assert.equal(ids.size, 1);
});

test("read and deleted by ID and by registration; the new owner of a registration is the only one", async () => {
	const { call, thingID, userID } = await createThingApi();
	const body = { deviceType: "ANDROID", installationRegistrationID: "reg:1/x", development: true };
	const { installationID } = (await call("thing", "POST", "/installations", body, creation)).json();
	const byRegistration = `/installations/android:${encodeURIComponent("reg:1/x")}`;
	for (const path of [`/installations/${installationID}`, byRegistration]) {
		const reply = await call("thing", "GET", path);
		assert.equal(reply.headers["content-type"], `${kii("InstallationRetrievalResponse")};charset=UTF-8`);
		assert.deepEqual(reply.json(), { ...body, installationID, thingID });
	}
	const moved = (await call("stranger", "POST", "/installations", body, creation)).json();
	assert.equal(moved.installationID, installationID);
	assert.equal((await call("thing", "GET", byRegistration)).statusCode, 401);
	const { userID: stranger, ...rest } = (await call("stranger", "GET", byRegistration)).json();
	assert.deepEqual(rest, { ...body, installationID });
	assert.notEqual(stranger, userID);
	assert.equal((await call("stranger", "DELETE", byRegistration)).statusCode, 204);
	const gone = await call("stranger", "GET", byRegistration);
	assert.equal(gone.statusCode, 404);
	const { message, ...error } = gone.json();
	assert.deepEqual(error, {
		errorCode: "INSTALLATION_NOT_FOUND",
		deviceType: "ANDROID",
		installationRegistrationID: "reg:1/x",
		appID: "emulator",
	});
});

test("the administrator names one owner who is there; others name nobody else", async () => {
	const { call, thingID, userID } = await createThingApi();
	const install = (caller: "admin" | "owner" | "thing" | "anonymous", owner: object) =>
		call(caller, "POST", "/installations", { deviceType: "MQTT", ...owner }, creation);
	const refusals: [Parameters<typeof install>, status: number, errorCode: string][] = [
		[["admin", {}], 400, "INVALID_INPUT_DATA"],
		[["admin", { userID, thingID }], 400, "INVALID_INPUT_DATA"],
		[["admin", { userID: "nobody" }], 404, "USER_NOT_FOUND"],
		[["admin", { thingID: "th.none" }], 404, "THING_NOT_FOUND"],
		[["owner", { userID: "nobody" }], 400, "INVALID_INPUT_DATA"],
		[["owner", { thingID }], 400, "INVALID_INPUT_DATA"],
		[["thing", { thingID: "th.none" }], 400, "INVALID_INPUT_DATA"],
		[["thing", { userID }], 400, "INVALID_INPUT_DATA"],
		[["anonymous", {}], 401, "UNAUTHORIZED"],
	];
	for (const [[caller, owner], status, errorCode] of refusals) {
		const reply = await install(caller, owner);
		assert.deepEqual(
			[reply.statusCode, reply.json().errorCode],
			[status, errorCode],
			`${caller} ${JSON.stringify(owner)}`,
		);
	}
	const ids = [];
	for (const [caller, owner] of [
		["admin", { thingID }],
		["thing", { thingID }],
		["admin", { userID }],
		["owner", { userID }],
	] as const) {
		ids.push((await install(caller, owner)).json().installationID);
	}
	assert.ok(ids[0] === ids[1] && ids[2] === ids[3] && ids[0] !== ids[2]);
});

test("device types and registration IDs that cannot be", async () => {
	const { call } = await createThingApi();
	for (const body of [
		{},
		{ deviceType: "FAX" },
		{ deviceType: 1 },
		{ deviceType: "IOS" },
		{ deviceType: "JPUSH", installationRegistrationID: "" },
	]) {
		const reply = await call("owner", "POST", "/installations", body, creation);
		assert.deepEqual([reply.statusCode, reply.json().errorCode], [400, "INVALID_INPUT_DATA"], JSON.stringify(body));
	}
});

test("lists are 200 also when they are empty, with a slash before the query or not", async () => {
	const { call, thingID, userID } = await createThingApi();
	const list = async (caller: "admin" | "owner" | "stranger", query: string) => {
		const reply = await call(caller, "GET", `/installations${query}`);
		assert.equal(reply.statusCode, 200);
		return reply.json();
	};
	for (const query of [`?thingID=${thingID}`, `/?thingID=${thingID}&disable_cache=1`, `?userID=${userID}`]) {
		assert.deepEqual(await list("owner", query), { installations: [] });
	}
	const { installationID } = (await call("thing", "POST", "/installations", { deviceType: "MQTT" }, creation)).json();
	const { installations } = await list("owner", `/?thingID=${thingID}`);
	assert.deepEqual(installations, [(await call("thing", "GET", `/installations/${installationID}`)).json()]);
	// That of the gateway was made when it was onboarded.
	assert.equal((await list("admin", "")).installations.length, 2);
	assert.deepEqual(await list("stranger", ""), { installations: [] });
	assert.equal((await call("stranger", "GET", `/installations?thingID=${thingID}`)).statusCode, 401);
	assert.equal((await call("nobody", "GET", "/installations")).statusCode, 401);
});
