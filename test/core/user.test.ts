import assert from "node:assert/strict";
import { test } from "node:test";
import { findUser, publicUserView, registerUser, userView } from "../../src/core/user.ts";
import { appID, createTestCore } from "../helpers/core.ts";

test("login name, e-mail address and phone number are unique in the app", async () => {
	const core = await createTestCore();
	const profile = { loginName: "ann", emailAddress: "ann@example.com", phoneNumber: "+819012345678" };
	await registerUser(core, appID, profile, "1234");
	for (const [field, value] of Object.entries(profile)) {
		await assert.rejects(registerUser(core, appID, { [field]: value }, "1234"), {
			errorCode: "USER_ALREADY_EXISTS",
			status: 409,
			context: { field, value },
		});
	}
	await registerUser(core, "other", profile, "1234");
});

test("of many registrations of one name at once, one wins and nothing of the others is left", async () => {
	const core = await createTestCore();
	const results = await Promise.allSettled(
		Array.from({ length: 20 }, (_, index) =>
			registerUser(core, appID, { loginName: "ann", emailAddress: `${index}@example.com` }, "1234"),
		),
	);
	assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
	assert.equal((await core.store.list(`app/${appID}/user`)).length, 1);
	assert.equal((await core.store.list(`app/${appID}/user-emailAddress`)).length, 1);
});

test("a user is found by each path form, and shown in full or to others", async () => {
	const core = await createTestCore();
	const user = await registerUser(core, appID, { loginName: "ann", country: "jp", age: 7 }, "1234");
	assert.deepEqual(await findUser(core, appID, user.userID), user);
	assert.deepEqual(await findUser(core, appID, "LOGIN_NAME:ann"), user);
	assert.deepEqual(userView(user), {
		userID: user.userID,
		internalUserID: user.internalUserID,
		loginName: "ann",
		country: "JP",
		age: 7,
		_disabled: false,
		_hasPassword: true,
	});
	assert.deepEqual(publicUserView(user), { userID: user.userID, loginName: "ann" });
	await assert.rejects(findUser(core, appID, "EMAIL:a@b.c"), {
		errorCode: "USER_NOT_FOUND",
		context: { field: "emailAddress", value: "a@b.c", appID },
	});
});

test("a pseudo user needs no password; a password needs an address", async () => {
	const core = await createTestCore();
	const pseudo = await registerUser(core, appID, {}, undefined);
	assert.equal(userView(pseudo)._hasPassword, false);
	await assert.rejects(registerUser(core, appID, {}, "1234"), { errorCode: "INVALID_INPUT_DATA" });
});
