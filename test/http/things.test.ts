import assert from "node:assert/strict";
import { test } from "node:test";
import { createThingApi, kii } from "./thing-api.ts";

const everything = {
	_vendorThingID: "nbvadgjhcbn",
	_password: "123456",
	_thingType: "CAMERA",
	_vendor: "acme",
	_firmwareVersion: "v1.0",
	_productName: "cam-1",
	_lot: "lot_7",
	...Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`_stringField${number}`, `any text ${number} ß`])),
	...Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`_numberField${number}`, number])),
	freeFormField1: "freeFormValue1",
	nested: { list: [1, { a: null }] },
};

test("registration with all fields, with and without a token in the reply", async () => {
	const { call, core } = await createThingApi();
	const type = kii("thingregistrationandauthorizationREQUEST");
	const reply = await call("anonymous", "POST", "/things", everything, type, { host: "api.kii.com" });
	assert.equal(reply.statusCode, 201);
	assert.equal(reply.headers["content-type"], `${kii("ThingRegistrationAndAuthorizationResponse")};charset=UTF-8`);
	const { _thingID, _accessToken, ...rest } = reply.json();
	const { _password, ...stored } = everything;
	const view = { ...stored, _created: core.clock.now(), _disabled: false, _layoutPosition: "STANDALONE" };
	assert.deepEqual(rest, view);
	assert.match(_thingID, /^th\.[0-9a-f-]{36}$/);
	assert.equal(reply.headers.location, `http://api.kii.com/api/apps/emulator/things/${_thingID}`);
	const own = await call(`Bearer ${_accessToken}`, "GET", `/things/${_thingID}`);
	assert.deepEqual(own.json(), { _thingID, ...view });
	assert.equal(own.headers["content-type"], `${kii("ThingRetrievalResponse")};charset=UTF-8`);

	const plain = { _vendorThingID: "v2", _password: "pw" };
	const without = await call("nobody", "POST", "/things", plain, kii("ThingRegistrationRequest"));
	assert.equal(without.headers["content-type"], `${kii("ThingRegistrationResponse")};charset=UTF-8`);
	assert.deepEqual(Object.keys(without.json()), [
		"_thingID",
		"_vendorThingID",
		"_created",
		"_disabled",
		"_layoutPosition",
	]);
	const again = await call("nobody", "POST", "/things", plain);
	assert.equal(again.statusCode, 409);
	assert.equal(again.json().errorCode, "THING_ALREADY_EXISTS");
});

test("fields that are too long, of another type or missing are refused, each by its name", async () => {
	const { call } = await createThingApi();
	const wrong: Record<string, unknown>[] = [
		{ _vendorThingID: "" },
		{ _vendorThingID: "a b" },
		{ _vendorThingID: "x".repeat(201) },
		{ _vendorThingID: undefined },
		{ _password: undefined },
		{ _password: "" },
		{ _thingType: "x".repeat(101) },
		{ _vendor: "ä" },
		{ _firmwareVersion: "1 0" },
		{ _productName: 1 },
		{ _lot: "a/b" },
		{ _stringField1: 1 },
		{ _numberField5: "1" },
		{ _numberField5: 1.5 },
	];
	for (const fields of wrong) {
		const reply = await call("nobody", "POST", "/things", { _vendorThingID: "v", _password: "pw", ...fields });
		assert.equal(reply.statusCode, 400, JSON.stringify(fields));
		assert.deepEqual(
			[reply.json().errorCode, Object.keys(reply.json().invalidFields)],
			["INVALID_INPUT_DATA", Object.keys(fields)],
		);
	}
	const large = { _vendorThingID: "v", _password: "pw", custom: "x".repeat(64 * 1024) };
	assert.equal((await call("nobody", "POST", "/things", large)).json().errorCode, "INVALID_INPUT_DATA");
	const longest = { _vendorThingID: "x".repeat(200), _password: "pw", _thingType: "x".repeat(100), _lot: null };
	assert.equal((await call("nobody", "POST", "/things", longest)).statusCode, 201);
});

test("GET and HEAD by either identifier, errors by the one that was used", async () => {
	const { call, thingID } = await createThingApi();
	for (const path of [`/things/${thingID}`, "/things/VENDOR_THING_ID:v1", "/things/vendor_thing_id:v1"]) {
		assert.equal((await call("owner", "GET", path)).json()._thingID, thingID);
		const head = await call("owner", "HEAD", path);
		assert.deepEqual([head.statusCode, head.body], [204, ""]);
	}
	for (const [path, field, value] of [
		["/things/th.none", "thingID", "th.none"],
		["/things/VENDOR_THING_ID:none", "vendorThingID", "none"],
	] as const) {
		const { statusCode, headers, body } = await call("owner", "GET", path);
		assert.equal(statusCode, 404);
		assert.equal(headers["content-type"], `${kii("ThingNotFoundException")};charset=UTF-8`);
		const { message, ...rest } = JSON.parse(body);
		assert.deepEqual(rest, { errorCode: "THING_NOT_FOUND", field, value, appID: "emulator" });
		assert.equal((await call("owner", "HEAD", path)).statusCode, 404);
	}
});

test("PATCH, and POST with the override, change fields: the JavaScript SDK sends all of them back", async () => {
	const { call, thingID } = await createThingApi();
	const path = `/things/${thingID}`;
	const before = (await call("owner", "GET", path)).json();
	const all = { ...before, _stringField1: "new", custom: { a: 1 }, _online: true, _vendorThingID: "other" };
	const patched = await call("thing", "PATCH", path, all, kii("ThingUpdateRequest"));
	assert.deepEqual([patched.statusCode, patched.body], [204, ""]);
	const expected = { ...before, _stringField1: "new", custom: { a: 1 } };
	assert.deepEqual((await call("owner", "GET", path)).json(), expected);

	const override = { "x-http-method-override": "PATCH" };
	const change = { custom: null, _thingType: "Lamp" };
	const posted = await call("owner", "POST", "/things/VENDOR_THING_ID:v1", change, kii("ThingUpdateRequest"), override);
	assert.equal(posted.statusCode, 204);
	assert.deepEqual((await call("owner", "GET", path)).json(), { ...before, _stringField1: "new", _thingType: "Lamp" });
	for (const wrong of [{ _thingType: "a b" }, { _numberField1: "1" }, { custom: "x".repeat(64 * 1024) }, []]) {
		assert.equal((await call("owner", "PATCH", path, wrong)).json().errorCode, "INVALID_INPUT_DATA");
	}
});

test("the password is changed by the administrator and the thing", async () => {
	const { call, thingID } = await createThingApi();
	const path = `/things/${thingID}/password`;
	const login = async (password: string) =>
		(await call("nobody", "POST", "/oauth2/token", { username: "VENDOR_THING_ID:v1", password })).statusCode;
	for (const [caller, newPassword] of [
		["admin", "first"],
		["thing", "second"],
	] as const) {
		const reply = await call(caller, "PUT", path, { newPassword }, kii("ChangeThingPasswordRequest"));
		assert.equal(reply.statusCode, 204);
		assert.equal(await login(newPassword), 200);
	}
	assert.equal(await login("first"), 400);
	for (const wrong of [{}, { newPassword: "" }, { newPassword: 1 }]) {
		assert.equal((await call("admin", "PUT", path, wrong)).statusCode, 400);
	}
});

test("status: read by whoever may use the thing, changed by its owner and the administrator", async () => {
	const { call, thingID } = await createThingApi();
	const path = `/things/${thingID}/status`;
	const type = kii("ThingStatusUpdateRequest");
	assert.deepEqual((await call("thing", "GET", path)).json(), { disabled: false });
	assert.equal((await call("thing", "PUT", path, { disabled: true }, type)).statusCode, 401);
	for (const [caller, disabled] of [
		["owner", true],
		["admin", false],
		["owner", true],
	] as const) {
		assert.equal((await call(caller, "PUT", path, { disabled }, type)).statusCode, 204);
		const reply = await call("owner", "GET", path);
		assert.deepEqual(reply.json(), { disabled });
		assert.equal(reply.headers["content-type"], `${kii("ThingStatusRetrievalResponse")};charset=UTF-8`);
		assert.equal((await call("owner", "GET", `/things/${thingID}`)).json()._disabled, disabled);
	}
	for (const wrong of [{}, { disabled: "true" }]) {
		assert.equal((await call("admin", "PUT", path, wrong)).json().errorCode, "INVALID_INPUT_DATA");
	}
});

test("a thing is deleted by itself, an owner or the administrator", async () => {
	for (const caller of ["thing", "owner", "admin"] as const) {
		const { call, thingID } = await createThingApi();
		assert.equal((await call(caller, "DELETE", `/things/${thingID}`)).statusCode, 204);
		assert.equal((await call("admin", "GET", "/things/VENDOR_THING_ID:v1")).statusCode, 404);
	}
});

test("nobody else changes or deletes a thing, nor its gateway", async () => {
	const { call, thingID } = await createThingApi();
	const calls: [method: "PATCH" | "PUT" | "GET" | "DELETE", path: string, body?: object][] = [
		["PATCH", "", { a: 1 }],
		["PUT", "/password", { newPassword: "pw" }],
		["GET", "/status"],
		["PUT", "/status", { disabled: true }],
		["DELETE", ""],
	];
	for (const [method, path, body] of calls) {
		for (const caller of ["stranger", "other thing", "anonymous", "nobody"] as const) {
			const { statusCode, body: text } = await call(caller, method, `/things/${thingID}${path}`, body);
			assert.deepEqual([statusCode, JSON.parse(text).errorCode], [401, "UNAUTHORIZED"], `${caller} ${method} ${path}`);
		}
	}
	for (const [method, path, body] of [calls[1], calls[3], calls[4]].filter((each) => each !== undefined)) {
		assert.equal((await call("gateway", method, `/things/${thingID}${path}`, body)).statusCode, 401, path);
	}
	assert.equal((await call("owner", "PUT", `/things/${thingID}/password`, { newPassword: "pw" })).statusCode, 401);
});

test("a query of the JavaScript SDK, with pages", async () => {
	const { call, thingID, userID } = await createThingApi();
	const contains = { type: "contains", field: "userOwners", value: userID };
	const type = kii("thingqueryrequest");
	const query = (body: object, caller: "owner" | "stranger" = "owner") =>
		call(caller, "POST", "/things/query", body, type);
	const first = await query({ thingQuery: { clause: contains }, bestEffortLimit: 1 });
	assert.equal(first.statusCode, 200);
	const { results, nextPaginationKey } = first.json();
	const second = (
		await query({ thingQuery: { clause: contains }, bestEffortLimit: 1, paginationKey: nextPaginationKey })
	).json();
	assert.deepEqual(Object.keys(second), ["results"]);
	const ids = [results[0], second.results[0]].map(({ _vendorThingID }) => _vendorThingID);
	assert.deepEqual(ids.sort(), ["gw", "v1"]);
	const clause = { type: "and", clauses: [{ type: "eq", field: "_vendorThingID", value: "v1" }, contains] };
	const one = (await query({ thingQuery: { clause } })).json();
	assert.deepEqual(one, { results: [(await call("owner", "GET", `/things/${thingID}`)).json()] });
	assert.equal((await query({ thingQuery: { clause: contains } }, "stranger")).statusCode, 401);
	for (const wrong of [
		{},
		{ thingQuery: {} },
		{ thingQuery: { clause: {} } },
		{ thingQuery: { clause, orderBy: 1 } },
	]) {
		assert.equal((await query(wrong)).json().errorCode, "INVALID_INPUT_DATA", JSON.stringify(wrong));
	}
	const other = { type: "eq", field: "colour", value: "red" };
	assert.equal((await query({ thingQuery: { clause: other } })).json().errorCode, "QUERY_NOT_SUPPORTED");
});

test("bytes that are no JSON are no fields of a thing", async () => {
	const { call } = await createThingApi();
	const registration = kii("ThingRegistrationAndAuthorizationRequest");
	const made = await call("anonymous", "POST", "/things", { _vendorThingID: "v9", _password: "pw" }, registration);
	const { _thingID, _accessToken } = made.json();
	const reply = await call(
		`Bearer ${_accessToken}`,
		"PATCH",
		`/things/${_thingID}`,
		{ a: 1 },
		"application/octet-stream",
	);
	assert.deepEqual([reply.statusCode, reply.json().errorCode], [400, "INVALID_INPUT_DATA"]);
	const { _vendorThingID, "0": first } = (await call(`Bearer ${_accessToken}`, "GET", `/things/${_thingID}`)).json();
	assert.deepEqual([_vendorThingID, first], ["v9", undefined]);
});
