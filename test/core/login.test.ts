import assert from "node:assert/strict";
import { test } from "node:test";
import { login } from "../../src/core/login.ts";
import { registerThing } from "../../src/core/thing.ts";
import { resolveToken } from "../../src/core/token.ts";
import { registerUser } from "../../src/core/user.ts";
import { appID, createTestCore } from "../helpers/core.ts";

test("a user logs in by any of its addresses, with or without prefix", async () => {
	const core = await createTestCore();
	const profile = { loginName: "ann", emailAddress: "Ann@example.com", phoneNumber: "+819012345678" };
	const { userID } = await registerUser(core, appID, profile, "1234");
	for (const username of ["ann", "LOGIN_NAME:ann", "ann@example.com", "EMAIL:ann@example.com", "PHONE:+819012345678"]) {
		const reply = await login(core, appID, { username, password: "1234" });
		assert.equal(reply.id, userID, username);
		assert.equal(reply.token_type, "bearer");
		assert.equal(reply.expires_in, 2_147_483_647);
		const principal = await resolveToken(core, appID, reply.access_token);
		assert.deepEqual(principal, { kind: "user", userID, accessToken: reply.access_token });
	}
});

test("a thing logs in by VENDOR_THING_ID", async () => {
	const core = await createTestCore();
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v1", password: "pw", fields: {} });
	const reply = await login(core, appID, { grant_type: "password", username: "VENDOR_THING_ID:v1", password: "pw" });
	assert.equal(reply.id, thingID);
});

test("the app ID as client ID is anonymous, the app's client ID the administrator, without a grant type", async () => {
	const core = await createTestCore();
	const anonymous = await login(core, appID, { client_id: appID, client_secret: "dummy" });
	assert.deepEqual(await resolveToken(core, appID, anonymous.access_token), { kind: "anonymous" });
	const secret = { client_id: "emulator-admin", client_secret: "emulator-secret" };
	const admin = await login(core, appID, secret);
	assert.equal((await resolveToken(core, appID, admin.access_token)).kind, "admin");
	const withoutApp = await login(core, undefined, secret);
	assert.equal((await resolveToken(core, appID, withoutApp.access_token)).kind, "admin");
});

test("wrong credentials of every kind are invalid_grant", async () => {
	const core = await createTestCore({ checkAppKey: true });
	await registerUser(core, appID, { loginName: "ann" }, "1234");
	await registerThing(core, appID, { vendorThingID: "v1", password: "pw", fields: {} });
	const wrong = [
		{ username: "ann", password: "wrong" },
		{ username: "nobody", password: "1234" },
		{ username: "VENDOR_THING_ID:v1", password: "wrong" },
		{ username: "VENDOR_THING_ID:v2", password: "pw" },
		{ client_id: "emulator-admin", client_secret: "wrong" },
		{ client_id: appID, client_secret: "dummy" },
		{ client_id: "somebody", client_secret: "emulator-secret" },
	];
	for (const request of wrong) {
		await assert.rejects(login(core, appID, request), { errorCode: "invalid_grant", status: 400 });
	}
});

test("a token ends at its expiresAt, and only holds in its app", async () => {
	const core = await createTestCore();
	await registerUser(core, appID, { loginName: "ann" }, "1234");
	const expiresAt = core.clock.now() + 60_000;
	const { access_token, expires_in } = await login(core, appID, { username: "ann", password: "1234", expiresAt });
	assert.equal(expires_in, 60);
	await assert.rejects(resolveToken(core, "other", access_token), { errorCode: "WRONG_TOKEN", status: 403 });
	await core.clock.advance(59_999);
	await resolveToken(core, appID, access_token);
	await core.clock.advance(1);
	await assert.rejects(resolveToken(core, appID, access_token), { errorCode: "WRONG_TOKEN" });
});

test("grants that are not supported say so: some are out of scope", async () => {
	const core = await createTestCore();
	await assert.rejects(login(core, appID, { grant_type: "magic" }), {
		status: 400,
		context: { error: "unsupported_grant_type", error_description: "The grant type is not supported" },
	});
	for (const grant_type of ["authorization_code", "mfa"]) {
		await assert.rejects(login(core, appID, { grant_type }), { errorCode: "OPERATION_NOT_IMPLEMENTED", status: 501 });
	}
});

test("a wrong client secret is not said to be a user's password", async () => {
	const core = await createTestCore();
	await assert.rejects(login(core, appID, { client_id: "emulator-admin", client_secret: "x" }), {
		errorCode: "invalid_grant",
		message: "The client was not found or a wrong secret was provided",
	});
});
