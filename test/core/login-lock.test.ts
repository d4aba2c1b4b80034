import assert from "node:assert/strict";
import { test } from "node:test";
import { changeAppParameters } from "../../src/core/app-parameters.ts";
import { login } from "../../src/core/login.ts";
import { registerThing } from "../../src/core/thing.ts";
import { registerUser } from "../../src/core/user.ts";
import { appID, createTestCore } from "../helpers/core.ts";

const locked = { errorCode: "invalid_grant", status: 400, message: "The login name is locked" };
const wrong = { errorCode: "invalid_grant", message: "The user was not found or a wrong password was provided" };

for (const username of ["ann", "VENDOR_THING_ID:v1"]) {
	test(`two wrong passwords lock ${username} for the period, then the count begins anew`, async () => {
		const core = await createTestCore();
		await registerUser(core, appID, { loginName: "ann" }, "1234");
		await registerThing(core, appID, { vendorThingID: "v1", password: "1234", fields: {} });
		const attempt = (password: string) => login(core, appID, { username, password });
		for (let count = 0; count < 5; count++) await assert.rejects(attempt("no"), wrong);
		await attempt("1234");
		await changeAppParameters(core, appID, { maxLoginAttempts: 2, loginLockPeriodSeconds: 3 });
		await assert.rejects(attempt("no"), wrong);
		await attempt("1234");
		await assert.rejects(attempt("no"), wrong);
		await assert.rejects(attempt("no"), wrong);
		await assert.rejects(attempt("1234"), locked);
		await core.clock.advance(2999);
		await assert.rejects(attempt("1234"), locked);
		await core.clock.advance(1);
		await assert.rejects(attempt("no"), wrong);
		await attempt("1234");
	});
}

test("wrong passwords at once all count, and the lock is that of the user, not of one of its names", async () => {
	const core = await createTestCore();
	await registerUser(core, appID, { loginName: "ann", emailAddress: "ann@example.com" }, "1234");
	await changeAppParameters(core, appID, { maxLoginAttempts: 5 });
	await Promise.allSettled(Array.from({ length: 5 }, () => login(core, appID, { username: "ann", password: "no" })));
	await assert.rejects(login(core, appID, { username: "ann@example.com", password: "1234" }), locked);
	await changeAppParameters(core, appID, { maxLoginAttempts: 0 });
	await login(core, appID, { username: "ann", password: "1234" });
});
