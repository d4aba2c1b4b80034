import assert from "node:assert/strict";
import { test } from "node:test";
import { changeAppParameters } from "../../src/core/app-parameters.ts";
import type { Core } from "../../src/core/context.ts";
import { login } from "../../src/core/login.ts";
import { modify } from "../../src/core/records.ts";
import { registerThing, type Thing, thingKey } from "../../src/core/thing.ts";
import { issueToken, resolveToken } from "../../src/core/token.ts";
import { deleteUser } from "../../src/core/user/delete-user.ts";
import { changePassword } from "../../src/core/user/user-password.ts";
import { setUserDisabled } from "../../src/core/user/user-status.ts";
import { registerUser } from "../../src/core/user.ts";
import { appID, callerOf, createTestCore } from "../helpers/core.ts";

const wrongToken = { errorCode: "WRONG_TOKEN", status: 403 };

async function newUser(core: Core) {
	const { userID } = await registerUser(core, appID, { loginName: "ann" }, "1234");
	const { access_token, refresh_token = "" } = await login(core, appID, { username: "ann", password: "1234" });
	return { userID, accessToken: access_token, refreshToken: refresh_token };
}

test("the token of a deleted user or thing is wrong, and nothing of it is kept", async () => {
	const core = await createTestCore();
	const { userID, accessToken } = await newUser(core);
	await deleteUser(core, appID, userID);
	await assert.rejects(resolveToken(core, appID, accessToken), wrongToken);
	assert.deepEqual(await core.store.list(`app/${appID}/token`), []);
	assert.deepEqual(await core.store.list(`app/${appID}/token-order/user%3A${userID}`), []);
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v1", password: "pw", fields: {} });
	const ofThing = await issueToken(core, appID, { kind: "thing", thingID });
	await resolveToken(core, appID, ofThing.accessToken);
	await core.store.clear(thingKey(appID, thingID));
	await assert.rejects(resolveToken(core, appID, ofThing.accessToken), wrongToken);
});

test("a disabled user or thing can neither log in nor use its tokens", async () => {
	const core = await createTestCore();
	const { userID, accessToken } = await newUser(core);
	const disabled = { errorCode: "USER_DISABLED", status: 401 };
	await setUserDisabled(core, appID, userID, true);
	await assert.rejects(resolveToken(core, appID, accessToken), disabled);
	await assert.rejects(login(core, appID, { username: "ann", password: "1234" }), disabled);
	await setUserDisabled(core, appID, userID, false);
	await assert.rejects(resolveToken(core, appID, accessToken), wrongToken, "what there was stays void");
	await resolveToken(core, appID, (await login(core, appID, { username: "ann", password: "1234" })).access_token);
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v1", password: "pw", fields: {} });
	const ofThing = await issueToken(core, appID, { kind: "thing", thingID });
	await modify<Thing>(core, thingKey(appID, thingID), (thing) => ({ ...thing, disabled: true }));
	await assert.rejects(resolveToken(core, appID, ofThing.accessToken), { errorCode: "THING_DISABLED", status: 401 });
});

test("a change of the password ends all tokens of the user, refresh tokens too", async () => {
	const core = await createTestCore();
	await changeAppParameters(core, appID, { refreshTokenEnabled: true });
	const { userID, accessToken, refreshToken } = await newUser(core);
	const caller = await callerOf(core, { kind: "user", userID });
	await changePassword(core, caller, "me", { oldPassword: "1234", newPassword: "5678" });
	await assert.rejects(resolveToken(core, appID, accessToken), wrongToken);
	await assert.rejects(login(core, appID, { refresh_token: refreshToken }), { errorCode: "WRONG_REFRESH_TOKEN" });
});

test("a refresh token works once, and ends the access token it came with", async () => {
	const core = await createTestCore();
	const wrongRefreshToken = { errorCode: "WRONG_REFRESH_TOKEN", status: 403 };
	await assert.rejects(login(core, appID, { refresh_token: "none" }), wrongRefreshToken);
	await changeAppParameters(core, appID, { refreshTokenEnabled: true });
	const { userID, accessToken, refreshToken } = await newUser(core);
	const request = { grant_type: "refresh_token", refresh_token: refreshToken };
	const attempts = await Promise.allSettled([1, 2, 3].map(() => login(core, appID, request)));
	const replies = attempts.flatMap((attempt) => (attempt.status === "fulfilled" ? [attempt.value] : []));
	assert.equal(replies.length, 1);
	const [reply] = replies;
	assert.equal(reply?.id, userID);
	await assert.rejects(resolveToken(core, appID, accessToken), wrongToken);
	assert.equal((await resolveToken(core, appID, reply?.access_token ?? "")).kind, "user");
	await assert.rejects(login(core, appID, request), wrongRefreshToken);
	const again = await login(core, appID, { refresh_token: reply?.refresh_token, expiresAt: core.clock.now() + 5000 });
	assert.equal(again.expires_in, 5);
	await core.clock.advance(5000);
	await assert.rejects(resolveToken(core, appID, again.access_token), wrongToken);
	await login(core, appID, { refresh_token: again.refresh_token });
});

test("the administrator and things refresh their log-in, too; anonymous ones have nothing to refresh", async () => {
	const core = await createTestCore();
	await changeAppParameters(core, appID, { refreshTokenEnabled: true });
	await registerThing(core, appID, { vendorThingID: "v1", password: "pw", fields: {} });
	for (const request of [
		{ client_id: "emulator-admin", client_secret: "emulator-secret" },
		{ username: "VENDOR_THING_ID:v1", password: "pw" },
	]) {
		const first = await login(core, appID, request);
		const second = await login(core, appID, { refresh_token: first.refresh_token });
		assert.equal(second.id, first.id);
		await assert.rejects(resolveToken(core, appID, first.access_token), wrongToken);
	}
	assert.ok(!("refresh_token" in (await login(core, appID, { client_id: appID }))));
});

test("the app's parameters give log-ins their default and their longest life", async () => {
	const core = await createTestCore();
	await registerUser(core, appID, { loginName: "ann" }, "1234");
	const expiry = async (expiresAt?: number) =>
		(await login(core, appID, { username: "ann", password: "1234", expiresAt })).expires_in;
	assert.equal(await expiry(), 2_147_483_647);
	await changeAppParameters(core, appID, { defaultTokenExpirationSeconds: 60, maxTokenExpirationSeconds: 100 });
	assert.equal(await expiry(), 60);
	assert.equal(await expiry(core.clock.now() + 90_000), 90);
	assert.equal(await expiry(core.clock.now() + 900_000), 100);
});

test("an expired token goes when it is used", async () => {
	const core = await createTestCore();
	const { accessToken } = await issueToken(core, appID, { kind: "admin" }, core.clock.now() + 1000);
	assert.equal((await core.store.list(`app/${appID}/token`)).length, 1);
	await core.clock.advance(1000);
	await assert.rejects(resolveToken(core, appID, accessToken), wrongToken);
	assert.deepEqual(await core.store.list(`app/${appID}/token`), []);
});

test("of more than 10,000 log-ins of a user the oldest end", async () => {
	const core = await createTestCore();
	const { userID, accessToken: first } = await newUser(core);
	const second = await issueToken(core, appID, { kind: "user", userID });
	for (let count = 2; count < 10_001; count++) await issueToken(core, appID, { kind: "user", userID });
	await assert.rejects(resolveToken(core, appID, first), wrongToken);
	await resolveToken(core, appID, second.accessToken);
	assert.equal((await core.store.list(`app/${appID}/token`)).length, 10_000);
});
