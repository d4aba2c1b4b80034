import assert from "node:assert/strict";
import { test } from "node:test";
import { createGroup, groupIDsOf, membersOf } from "../../src/core/group/group.ts";
import { createApiClient } from "../helpers/api-client.ts";

test("the registration of a user, less its tokens, is what GET shows", async () => {
	const { call, parameters } = await createApiClient();
	await parameters({ refreshTokenEnabled: true });
	const body = {
		loginName: "ann",
		emailAddress: "ann@x.y",
		password: "1234",
		country: "jp",
		_secret: 1,
		age: 7,
		none: null,
	};
	const reply = await call("POST", "/users", { body, type: "RegistrationAndAuthorizationRequest" });
	const { _accessToken, _refreshToken, ...registered } = reply.json();
	assert.equal(typeof _refreshToken, "string");
	assert.deepEqual(registered, {
		userID: registered.userID,
		internalUserID: registered.internalUserID,
		loginName: "ann",
		emailAddress: "ann@x.y",
		emailAddressVerified: true,
		country: "JP",
		age: 7,
		none: null,
		_disabled: false,
		_hasPassword: true,
	});
	for (const name of ["me", registered.userID, "LOGIN_NAME:ann", "email:ANN@x.y", "EMAIL%3Aann%40x.y"]) {
		assert.deepEqual((await call("GET", `/users/${name}`, { token: _accessToken })).json(), registered, name);
	}
});

test("a pseudo user needs no body", async () => {
	const { http } = await createApiClient();
	const headers = { "content-type": "application/vnd.kii.RegistrationAndAuthorizationRequest+json" };
	for (const given of [{}, { payload: "{}" }]) {
		const request = { method: "POST", url: "/api/apps/emulator/users", headers, ...given } as const;
		assert.equal((await http.app.inject(request)).statusCode, 201);
	}
});

test("a phone number in local form is one in international form", async () => {
	const { call, register } = await createApiClient();
	const { userID, token } = await register({ phoneNumber: "090-1234-5678", country: "jp" });
	for (const name of ["PHONE:+819012345678", "PHONE:JP-9012345678", "PHONE:%2B819012345678"]) {
		const { json } = await call("GET", `/users/${name}`, { token });
		assert.deepEqual([json().userID, json().phoneNumber], [userID, "+819012345678"], name);
	}
	const login = await call("POST", "/oauth2/token", { body: { username: "PHONE:JP-9012345678", password: "1234" } });
	assert.equal(login.json().id, userID);
	const without = await call("POST", "/users", { body: { phoneNumber: "09012345678", password: "1234" } });
	assert.deepEqual(Object.keys(without.json().invalidFields), ["phoneNumber"]);
});

test("what a field may not hold", async () => {
	const { call } = await createApiClient();
	const wrong: Record<string, unknown> = {
		loginName: "ab",
		emailAddress: "x",
		displayName: "x".repeat(51),
		country: "JPN",
		locale: 1,
		password: "x".repeat(51),
		customFields: 1,
	};
	for (const [field, value] of Object.entries(wrong)) {
		const body = {
			loginName: "ann",
			password: "1234",
			[field]: value,
			...(field === "customFields" ? { big: "é".repeat(33_000) } : {}),
		};
		const { errorCode, invalidFields } = (await call("POST", "/users", { body })).json();
		assert.deepEqual([errorCode, Object.keys(invalidFields)], ["INVALID_INPUT_DATA", [field]]);
	}
	const short = (await call("POST", "/users", { body: { loginName: "ann", password: "123" } })).json();
	assert.deepEqual([short.errorCode, short.minimumLength], ["PASSWORD_TOO_SHORT", 4]);
	assert.equal((await call("POST", "/users", { body: { loginName: "ann" } })).json().errorCode, "PASSWORD_TOO_SHORT");
});

test("an update keeps predefined fields that it does not name, and drops such custom ones", async () => {
	const { call, register } = await createApiClient();
	const { userID, token } = await register({ loginName: "ann", displayName: "Ann", followers: 5, friends: 400 });
	const before = (await call("GET", "/users/me", { token })).json();
	const body = { ...before, friends: 401, age: 28, followers: undefined };
	const reply = await call("POST", `/users/${userID}`, { token, body, type: "UserUpdateRequest" });
	assert.equal(reply.statusCode, 200);
	assert.deepEqual(Object.keys(reply.json()), ["modifiedAt"]);
	const { followers: _gone, ...kept } = before;
	assert.deepEqual((await call("GET", "/users/me", { token })).json(), { ...kept, friends: 401, age: 28 });
	await call("POST", "/users/me", { token, body: { loginName: "bob", country: "us", displayName: null } });
	const after = (await call("GET", "/users/LOGIN_NAME:bob", { token })).json();
	assert.deepEqual([after.country, after.displayName, after.friends], ["US", "Ann", undefined]);
	assert.equal((await call("GET", "/users/LOGIN_NAME:ann", { token })).json().errorCode, "USER_NOT_FOUND");
	const password = await call("POST", "/users/me", { token, body: { password: "5678" } });
	assert.equal(password.json().errorCode, "OPERATION_NOT_ALLOWED");
});

test("a pseudo user becomes a normal one with an address and a password", async () => {
	const { call, http, register } = await createApiClient();
	await register({ loginName: "ann" });
	const body = { displayName: "x" };
	const reply = await call("POST", "/users", { body, type: "RegistrationAndAuthorizationRequest" });
	const { userID, _accessToken: token, _hasPassword } = reply.json();
	assert.equal(_hasPassword, false);
	const put = (body: object) => call("POST", `/users/${userID}`, { token, body, type: "UserUpdateRequest" });
	assert.equal((await put({ password: "5678" })).json().errorCode, "INVALID_INPUT_DATA");
	const taken = (await put({ loginName: "ann", password: "5678" })).json();
	assert.deepEqual([taken.errorCode, taken.field, taken.value], ["USER_ALREADY_EXISTS", "loginName", "ann"]);
	await put({ loginName: "bob", password: "5678" });
	assert.equal((await call("GET", "/users/me", { token })).json()._hasPassword, true);
	const login = await call("POST", "/oauth2/token", { body: { username: "bob", password: "5678" } });
	assert.equal(login.json().id, userID);
	assert.equal((await http.core.store.list("app/emulator/user-loginName")).length, 2);
});

test("others see all of a user only if the app exposes it, and change nothing", async () => {
	const { call, register, parameters, admin } = await createApiClient();
	const { userID } = await register({ loginName: "ann", emailAddress: "ann@x.y", displayName: "Ann" });
	const { token } = await register({ loginName: "bob" });
	const seen = async () => Object.keys((await call("GET", `/users/${userID}`, { token })).json());
	assert.deepEqual(await seen(), ["userID", "loginName", "displayName"]);
	assert.equal((await call("GET", `/users/${userID}/email-address`, { token })).statusCode, 401);
	await parameters({ exposeFullUserDataToOthers: true });
	assert.ok((await seen()).includes("emailAddress"));
	assert.equal((await call("GET", `/users/${userID}/email-address`, { token })).statusCode, 200);
	for (const [method, tail, body] of [
		["POST", "", { age: 1 }],
		["DELETE", ""],
		["PUT", "/password", { oldPassword: "1234", newPassword: "5678" }],
		["PUT", "/email-address", { emailAddress: "bob@x.y" }],
		["PUT", "/status", { disabled: true }],
		["GET", "/status"],
	] as const) {
		for (const caller of [{ token }, {}]) {
			const reply = await call(method, `/users/${userID}${tail}`, { ...caller, body });
			assert.equal(reply.json().errorCode, "UNAUTHORIZED", `${method} ${tail}`);
		}
	}
	assert.equal((await call("GET", "/users/me", { token: admin })).json().errorCode, "UNAUTHORIZED");
});

test("a user that is deleted is gone, its groups stay without it", async () => {
	const { call, register, http, admin } = await createApiClient();
	const { userID, token } = await register({ loginName: "ann", emailAddress: "ann@x.y" });
	const { groupID } = await createGroup(http.core, "emulator", { name: "g", owner: userID, members: [] });
	assert.equal((await call("DELETE", "/users/me", { token })).statusCode, 204);
	assert.equal((await call("GET", "/users/me", { token })).json().errorCode, "WRONG_TOKEN");
	assert.equal((await call("GET", `/users/${userID}`, { token: admin })).json().errorCode, "USER_NOT_FOUND");
	assert.deepEqual(await groupIDsOf(http.core, "emulator", userID), []);
	assert.deepEqual(await membersOf(http.core, "emulator", groupID), []);
	const second = await register({ loginName: "ann", emailAddress: "ann@x.y" });
	assert.equal((await call("DELETE", `/users/EMAIL:ann@x.y`, { token: admin })).statusCode, 204);
	assert.equal((await call("DELETE", `/users/${second.userID}`, { token: admin })).statusCode, 404);
});

test("the administrator disables and enables a user", async () => {
	const { call, register, admin } = await createApiClient();
	const { userID, token } = await register({ loginName: "ann" });
	const status = async () => (await call("GET", `/users/${userID}/status`, { token: admin })).json();
	const put = (disabled: boolean) =>
		call("PUT", `/users/${userID}/status`, { token: admin, body: { disabled }, type: "UserStatusUpdateRequest" });
	assert.deepEqual(await status(), { disabled: false });
	assert.equal((await put(true)).statusCode, 204);
	assert.deepEqual(await status(), { disabled: true });
	const refused = await call("GET", "/users/me", { token });
	assert.deepEqual(
		[refused.statusCode, refused.json().errorCode, refused.json().userID],
		[401, "USER_DISABLED", userID],
	);
	await put(false);
	assert.equal((await call("POST", "/oauth2/token", { body: { username: "ann", password: "1234" } })).statusCode, 200);
});

test("the user changes the password with the old one, the administrator without", async () => {
	const { call, register, admin } = await createApiClient();
	const { userID, token } = await register({ loginName: "ann" });
	const put = (given: string, body: object) =>
		call("PUT", `/users/${userID}/password`, { token: given, body, type: "ChangePasswordRequest" });
	const wrong = await put(token, { oldPassword: "no", newPassword: "5678" });
	const { errorCode, appID, userID: named } = wrong.json();
	assert.deepEqual([wrong.statusCode, errorCode, appID, named], [401, "WRONG_PASSWORD", "emulator", userID]);
	assert.deepEqual(Object.keys((await put(token, { newPassword: "5678" })).json().invalidFields), ["oldPassword"]);
	assert.equal((await put(token, { oldPassword: "1234", newPassword: "567" })).json().errorCode, "PASSWORD_TOO_SHORT");
	assert.equal((await put(token, { oldPassword: "1234", newPassword: "5678" })).statusCode, 204);
	assert.equal((await put(token, { oldPassword: "5678", newPassword: "1234" })).json().errorCode, "WRONG_TOKEN");
	assert.equal((await put(admin, { newPassword: "9012" })).statusCode, 204);
	assert.equal((await call("POST", "/oauth2/token", { body: { username: "ann", password: "9012" } })).statusCode, 200);
	const pseudo = await call("POST", "/users", { body: {}, type: "RegistrationAndAuthorizationRequest" });
	const path = `/users/${pseudo.json().userID}/password`;
	const none = await call("PUT", path, { token: admin, body: { newPassword: "1234" } });
	assert.deepEqual([none.statusCode, none.json().errorCode], [409, "OPERATION_NOT_ALLOWED"]);
});
