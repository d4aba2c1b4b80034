import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";
import { call } from "../../helpers/owner.ts";
import { asAdmin, register, sdkOf, withCode } from "./sdk.ts";

test("a pseudo user becomes a normal one, changes its fields and its password", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const user = await sdk.KiiUser.registerAsPseudoUser(null, { displayName: "Ann", age: 30 });
	assert.equal(user.isPseudoUser(), true);
	await user.putIdentity({ username: "ann" }, "password", null, { country: "jp" }, null);
	await user.refresh();
	assert.equal(user.isPseudoUser(), false);
	assert.equal(user.getUsername(), "ann");
	assert.equal(user.getCountry(), "JP");
	assert.equal(user.get("age"), 30);

	await user.update({ emailAddress: "ann@example.com" }, null, { age: 31, displayName: "Anne" }, ["nothing"]);
	await user.refresh();
	assert.equal(user.get("age"), 31);
	assert.equal(user.getDisplayName(), "Anne");

	await assert.rejects(user.updatePassword("wrong", "password2"), withCode("WRONG_PASSWORD"));
	await user.updatePassword("password", "password2");
	sdk.KiiUser.logOut();
	await assert.rejects(sdk.KiiUser.authenticate("ann", "password"), withCode("invalid_grant"));
	assert.equal((await sdk.KiiUser.authenticate("ann", "password2")).getID(), user.getID());
});

test("users are found by name, e-mail address and phone number, and deleted", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const user = sdk.KiiUser.userWithCredentials("bob@example.com", "+819012345678", "bob", "password");
	await user.register();
	await register(sdk, "carol");
	for (const [find, value] of [
		["findUserByUsername", "bob"],
		["findUserByEmail", "bob@example.com"],
		["findUserByPhone", "+819012345678"],
	] as const) {
		const found = await sdk.KiiUser[find](value);
		const found0 = Array.isArray(found) ? found[1] : found;
		assert.equal(found0.getID(), user.getID(), find);
	}
	for (const name of ["bob@example.com", "+819012345678"]) {
		assert.equal((await sdk.KiiUser.authenticate(name, "password")).getID(), user.getID(), name);
	}
	await sdk.Kii.getCurrentUser().delete();
	await register(sdk, "dave");
	await assert.rejects(sdk.KiiUser.findUserByUsername("bob"), withCode("USER_NOT_FOUND"));
});

test("a phone number is verified and a password reset with the codes that the administrator can read", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const admin = await asAdmin(sdk, emulator);
	await call(
		emulator,
		admin.getAccessToken(),
		"PATCH",
		`/api/apps/${emulator.app.appID}/configuration/parameters`,
		{ phoneNumberVerificationRequired: true, passwordResetMethod: "INPUT_PASSWORD" },
		"application/vnd.kii.AppConfigParamsModificationRequest+json",
	);
	const user = await sdk.KiiUser.userWithPhoneNumberAndUsername("+819012345678", "erin", "password").register();
	const latest = async (): Promise<string> => {
		const path = `/_emulator/apps/${emulator.app.appID}/verification-codes`;
		const { body } = await call(emulator, admin.getAccessToken(), "GET", path);
		return body.codes[0].code;
	};
	await user.resendPhoneNumberVerification();
	await user.verifyPhoneNumber(await latest());
	await user.refresh();
	assert.equal(user.getPhoneVerified(), true);
	await assert.rejects(user.verifyPhoneNumber("000000"), withCode("INVALID"));

	await sdk.KiiUser.resetPasswordWithNotificationMethod("+819012345678", "SMS_PIN");
	await sdk.KiiUser.completeResetPassword("+819012345678", await latest(), "password3");
	assert.equal((await sdk.KiiUser.authenticate("erin", "password3")).getID(), user.getID());
});
