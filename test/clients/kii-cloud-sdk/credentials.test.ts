import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator, ManualClock } from "../../../src/index.ts";
import { call } from "../../helpers/owner.ts";
import { asAdmin, register, sdkOf, withCode } from "./sdk.ts";

test("users of every builder register and log in", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const builders = sdk.KiiUserBuilder;
	const all = builders.builderWithUsername("full", "password").setEmailAddress("full@example.com");
	for (const [builder, name, phoneNumber] of [
		[builders.builderWithIdentifier("identified", "password"), "identified", undefined],
		[builders.builderWithIdentifier("a@example.com", "password"), "a@example.com", undefined],
		[builders.builderWithIdentifier("+819011111111", "password"), "+819011111111", "+819011111111"],
		[builders.builderWithEmailAddress("b@example.com", "password"), "b@example.com", undefined],
		[builders.builderWithGlobalPhoneNumber("+819022222222", "password"), "+819022222222", "+819022222222"],
		[builders.builderWithLocalPhoneNumber("09033333333", "JP", "password"), "+819033333333", "+819033333333"],
		[all.setLocalPhoneNumber("09044444444", "JP"), "full", "+819044444444"],
	] as const) {
		const user = await builder.build().register();
		await user.refresh();
		assert.equal(user.getPhoneNumber(), phoneNumber, name);
		assert.equal((await sdk.KiiUser.authenticate(name, "password")).getID(), user.getID(), name);
	}
});

test("a token ends when the SDK asked it to, and logs in again until then", async () => {
	const clock = new ManualClock(Date.now());
	await using emulator = await createEmulator({ clock });
	const sdk = sdkOf(emulator);
	await register(sdk, "ann");
	sdk.Kii.setAccessTokenExpiration(60);
	const { access_token: token, expires_at: end } = (
		await sdk.KiiUser.authenticate("ann", "password")
	).getAccessTokenObject();
	// The SDK adds the reply's whole seconds to its own clock.
	assert.ok(Math.abs(end.getTime() - Date.now() - 60_000) < 30_000, String(end));
	sdk.KiiUser.logOut();
	assert.equal((await sdk.KiiUser.authenticateWithToken(token)).getUsername(), "ann");
	await clock.advance(120_000);
	await assert.rejects(sdk.KiiUser.authenticateWithToken(token), withCode("WRONG_TOKEN"));
});

test("addresses are changed, passwords reset, wrong ones refused as the SDK's parser reads it", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	await sdk.KiiUser.userWithEmailAddress("taken@example.com", "password").register();
	const user = await register(sdk, "ann");
	await user.changeEmail("ann@example.com");
	await user.changePhone("+819012345678");
	await user.refresh();
	assert.equal(user.getEmailAddress(), "ann@example.com");
	assert.equal(user.getPhoneNumber(), "+819012345678");
	const parsed = async (answer: Promise<unknown>) => {
		const error = await answer.then(
			() => undefined,
			(reason: unknown) => reason,
		);
		const { status, code } = sdk.KiiErrorParser.parse(error);
		return [status, code];
	};
	assert.deepEqual(await parsed(user.changeEmail("taken@example.com")), [409, "USER_ALREADY_EXISTS"]);
	assert.deepEqual(await parsed(user.resendEmailVerification()), [400, "INVALID_ACCOUNT_STATUS"]);
	assert.deepEqual(await parsed(sdk.KiiUser.authenticate("ann", "wrong")), [400, "invalid_grant"]);
	assert.deepEqual(await parsed(sdk.KiiUser.userWithID("nobody").memberOfGroups()), [404, "USER_NOT_FOUND"]);
	assert.deepEqual(await parsed(sdk.KiiUser.resetPassword("nobody@example.com")), [404, "USER_NOT_FOUND"]);
	const wrongCode = sdk.KiiUser.completeResetPassword("+819012345678", "000", "password2");
	assert.deepEqual(await parsed(wrongCode), [403, "INVALID_VERIFICATION_CODE"]);
	assert.deepEqual(await parsed(sdk.KiiUser.authenticateWithTotp("123456")), [501, "OPERATION_NOT_IMPLEMENTED"]);

	await user.refresh();
	await sdk.KiiUser.resetPassword("ann@example.com");
	for (const method of ["EMAIL", "SMS", "SMS_PIN"]) {
		const address = method === "EMAIL" ? "ann@example.com" : "+819012345678";
		await sdk.KiiUser.resetPasswordWithNotificationMethod(address, method);
	}
	// The last one asked for counts: a PIN code, which makes a new password that the administrator reads.
	const admin = await asAdmin(sdk, emulator);
	const path = `/_emulator/apps/${emulator.app.appID}/verification-codes`;
	const { body } = await call(emulator, admin.getAccessToken(), "GET", path);
	const [{ code }] = body.codes;
	await sdk.KiiUser.completeResetPassword("+819012345678", code);
	await assert.rejects(sdk.KiiUser.authenticate("ann", "password"), withCode("invalid_grant"));
});

test("a group is saved with another owner, and found by its URI", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const other = await register(sdk, "other");
	await register(sdk, "ann");
	const group = sdk.Kii.groupWithName("friends");
	await group.saveWithOwner(other.getID());
	const again = sdk.KiiGroup.groupWithURI(group.objectURI());
	await again.refresh();
	assert.equal(again.getCachedOwner().getID(), other.getID());
});
