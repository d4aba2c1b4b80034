import assert from "node:assert/strict";
import { test } from "node:test";
import { createApiClient } from "../helpers/api-client.ts";

async function createWorld() {
	const client = await createApiClient();
	const { call, register, admin } = client;
	const { userID, token } = await register({ loginName: "ann", emailAddress: "ann@x.y", phoneNumber: "+819012345678" });
	const post = async (path: string, body?: object) => {
		const reply = await call("POST", `/users/${path}`, body === undefined ? {} : { body });
		return { status: reply.statusCode, errorCode: reply.body === "" ? undefined : reply.json().errorCode };
	};
	const login = async (password: string) =>
		(await call("POST", "/oauth2/token", { body: { username: "ann", password } })).statusCode;
	const sent = async () =>
		(await call("GET", "/_emulator/apps/emulator/verification-codes", { token: admin })).json().codes;
	return { ...client, userID, token, post, login, sent };
}

test("with the PIN code the user sets a new password, once, and its tokens end", async () => {
	const { post, parameters, sent, login, call, token } = await createWorld();
	await parameters({ passwordResetMethod: "INPUT_PASSWORD" });
	const request = { notificationMethod: "SMS", smsResetMethod: "PIN" };
	assert.equal((await post("PHONE:%2B819012345678/password/request-reset", request)).status, 204);
	const [{ purpose, address, code: pinCode }] = await sent();
	assert.deepEqual([purpose, address], ["passwordReset", "+819012345678"]);
	const complete = (body: object) => post("EMAIL:ann@x.y/password/complete-reset", body);
	assert.deepEqual(await complete({ pinCode: "no", newPassword: "5678" }), {
		status: 403,
		errorCode: "INVALID_VERIFICATION_CODE",
	});
	for (const newPassword of [undefined, "1234", "5".repeat(51)]) {
		assert.equal((await complete({ pinCode, newPassword })).errorCode, "INVALID_INPUT_DATA", newPassword);
	}
	assert.equal((await complete({ pinCode: "", newPassword: "5678" })).errorCode, "INVALID_INPUT_DATA");
	assert.equal((await complete({ pinCode, newPassword: "567" })).errorCode, "PASSWORD_TOO_SHORT");
	assert.equal((await complete({ pinCode, newPassword: "5678" })).status, 204);
	assert.deepEqual([await login("1234"), await login("5678")], [400, 200]);
	assert.equal((await call("GET", "/users/me", { token })).json().errorCode, "WRONG_TOKEN");
	assert.equal((await complete({ pinCode, newPassword: "9012" })).errorCode, "INVALID_VERIFICATION_CODE");
});

test("by default the new password is made here, and the administrator reads it", async () => {
	const { post, sent, login, userID } = await createWorld();
	assert.equal((await post("EMAIL:ann@x.y/password/request-reset")).status, 204);
	const [{ address, code: pinCode }] = await sent();
	assert.equal(address, "ann@x.y");
	assert.equal((await post(`${userID}/password/complete-reset`, { pinCode, newPassword: "5678" })).status, 204);
	const [{ purpose, code }] = await sent();
	assert.equal(purpose, "newPassword");
	assert.deepEqual([await login("5678"), await login(code)], [400, 200]);
});

test("a PIN code ends after the app's time", async () => {
	const { post, sent, http, parameters } = await createWorld();
	await parameters({ passwordResetTimeoutSeconds: 10 });
	await post("EMAIL:ann@x.y/password/request-reset", { notificationMethod: "EMAIL" });
	const [{ code: pinCode }] = await sent();
	await http.core.clock.advance(10_000);
	const body = { pinCode, newPassword: "5678" };
	assert.deepEqual(await post("EMAIL:ann@x.y/password/complete-reset", body), {
		status: 410,
		errorCode: "PIN_CODE_EXPIRED",
	});
});

test("who cannot reset a password", async () => {
	const { post, register, call, admin, userID } = await createWorld();
	await register({ loginName: "bob" });
	const pseudo = await call("POST", "/users", { body: {}, type: "RegistrationAndAuthorizationRequest" });
	const request = (user: string, body?: object) => post(`${user}/password/request-reset`, body);
	assert.deepEqual(await request("LOGIN_NAME:bob"), { status: 409, errorCode: "INVALID_STATUS" });
	assert.equal((await request("LOGIN_NAME:bob", { notificationMethod: "SMS" })).errorCode, "INVALID_STATUS");
	assert.equal((await request("EMAIL:none@x.y")).errorCode, "USER_NOT_FOUND");
	assert.equal((await request(pseudo.json().userID)).errorCode, "OPERATION_NOT_ALLOWED");
	assert.equal((await request("LOGIN_NAME:bob", { notificationMethod: "FAX" })).errorCode, "INVALID_INPUT_DATA");
	await call("PUT", `/users/${userID}/status`, { token: admin, body: { disabled: true } });
	assert.equal((await request(userID)).errorCode, "USER_DISABLED");
});

test("an error in a body that may be missing names the wrong field only", async () => {
	const { call } = await createWorld();
	const path = "/users/EMAIL:ann@x.y/password/request-reset";
	const faultsOf = async (body: object) => (await call("POST", path, { body })).json().invalidFields;
	assert.deepEqual(await faultsOf({ notificationMethod: "FAX" }), { notificationMethod: "must be one of EMAIL, SMS" });
	assert.deepEqual(await faultsOf([]), { body: "must be object" });
});
