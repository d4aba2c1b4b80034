import assert from "node:assert/strict";
import { test } from "node:test";
import {
	appParameter,
	appParameters,
	changeAppParameters,
	deleteAppParameter,
	namedAppParameter,
} from "../../src/core/app-parameters.ts";
import { appID, createTestCore } from "../helpers/core.ts";

test("a parameter has its default until it is set, by app", async () => {
	const core = await createTestCore();
	assert.equal(await appParameter(core, appID, "maxLoginAttempts"), 0);
	await changeAppParameters(core, appID, { maxLoginAttempts: 2 });
	assert.equal(await appParameter(core, appID, "maxLoginAttempts"), 2);
	assert.equal(await appParameter(core, "other", "maxLoginAttempts"), 0);
	await changeAppParameters(core, appID, { maxLoginAttempts: null });
	assert.equal(await appParameter(core, appID, "maxLoginAttempts"), 0);
});

test("known parameters may come as text and must be of their type, unknown ones are kept as they are", async () => {
	const core = await createTestCore();
	await changeAppParameters(core, appID, { isMasterApp: "true", maxLoginAttempts: "7", mine: { a: [1] }, other: "1" });
	const { isMasterApp, maxLoginAttempts, mine, other } = await appParameters(core, appID);
	assert.deepEqual([isMasterApp, maxLoginAttempts, mine, other], [true, 7, { a: [1] }, "1"]);
	const wrong = { isMasterApp: "yes", maxLoginAttempts: -1, loginLockPeriodSeconds: 1.5, emailAddress: 1, "a b": 1 };
	for (const [name, value] of Object.entries({ ...wrong, passwordResetMethod: "NONE" })) {
		await assert.rejects(changeAppParameters(core, appID, { [name]: value }), (error: { context: object }) => {
			assert.deepEqual(Object.keys("invalidFields" in error.context ? Object(error.context.invalidFields) : {}), [
				name,
			]);
			return true;
		});
	}
});

test("a value that has no text is refused as one of the wrong type", async () => {
	const core = await createTestCore();
	for (const value of [{ toString: 1 }, Object.create(null), [[]], {}]) {
		await assert.rejects(changeAppParameters(core, appID, { exposeFullUserDataToOthers: value }), {
			errorCode: "INVALID_INPUT_DATA",
		});
	}
});

test("a parameter that there is not is not found", async () => {
	const core = await createTestCore();
	const missing = { errorCode: "APP_PARAMETER_NOT_FOUND", status: 404, context: { parameterName: "mine", appID } };
	await assert.rejects(namedAppParameter(core, appID, "mine"), missing);
	await assert.rejects(deleteAppParameter(core, appID, "mine"), missing);
	await assert.rejects(namedAppParameter(core, appID, "toString"), { errorCode: "APP_PARAMETER_NOT_FOUND" });
	await changeAppParameters(core, appID, { mine: 1 });
	await deleteAppParameter(core, appID, "mine");
	await assert.rejects(namedAppParameter(core, appID, "mine"), missing);
});

test("an app has at most 200 parameters of its own", async () => {
	const core = await createTestCore();
	const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`p${index}`, index]));
	await assert.rejects(changeAppParameters(core, appID, many), { errorCode: "INVALID_INPUT_DATA" });
});

test("of changes at once none is lost", async () => {
	const core = await createTestCore();
	await Promise.all(Array.from({ length: 20 }, (_, index) => changeAppParameters(core, appID, { [`p${index}`]: 1 })));
	assert.equal(Object.keys(await appParameters(core, appID)).filter((name) => /^p\d/.test(name)).length, 20);
});
