// kii-cloud-sdk from npm, unmodified: calls server code, as a user and as nobody.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";

const kii = createRequire(import.meta.url)("kii-cloud-sdk").create();

const source = `
function greet(params, context, done) {
	done({ hello: params.name, user: context.getAccessToken() !== null });
}
function fail(params) {
	reference.toString();
}
`;

// One test: the SDK keeps app and user in globals.
test("KiiServerCodeEntry.execute: result, steps, version; its errors", async () => {
	await using emulator = await createEmulator();
	const { appID, appKey, clientID, clientSecret } = emulator.app;
	kii.Kii.initializeWithSite(appID, appKey, `${emulator.url}/api`);

	const greet = kii.Kii.serverCodeEntry("greet");
	const thrown = (pattern: RegExp) => (error: Error) => pattern.test(error.message);
	await assert.rejects(
		greet.execute({ name: "nobody" }),
		thrown(/statusCode: 404 executedSteps: null error code: SERVER_CODE_VERSION_NOT_FOUND message: /),
	);

	const admin = await kii.Kii.authenticateAsAppAdmin(clientID, clientSecret);
	const headers = { Authorization: `Bearer ${admin._getToken()}` };
	const serverCode = `${emulator.url}/api/apps/${appID}/server-code`;
	const deployed = await fetch(serverCode, {
		method: "POST",
		headers: { ...headers, "Content-Type": "application/javascript" },
		body: source,
	});
	const { versionID } = (await deployed.json()) as { versionID: string };
	await fetch(`${serverCode}/versions/current`, {
		method: "PUT",
		headers: { ...headers, "Content-Type": "text/plain" },
		body: versionID,
	});

	const [, , anonymous] = await greet.execute({ name: "nobody" });
	assert.deepEqual(anonymous.getReturnedValue(), { returnedValue: { hello: "nobody", user: false } });
	assert.equal(anonymous.getExecutedSteps(), "1");
	assert.equal(anonymous.getEnvironmentVersion(), "0");

	await kii.KiiUser.userWithUsername("ann", "password").register();
	const named = kii.Kii.serverCodeEntry("greet", versionID, kii.KiiServerCodeEnvironmentVersion.V6);
	const [, , result] = await named.execute({ name: "Ann" });
	assert.deepEqual(result.getReturnedValue(), { returnedValue: { hello: "Ann", user: true } });
	assert.equal(result.getEnvironmentVersion(), "6");

	await assert.rejects(
		kii.Kii.serverCodeEntry("fail").execute({ name: "Ann" }),
		thrown(
			/statusCode: 400 executedSteps: 1 error code: ENDPOINT_INVOCATION_ERROR message: Error found .* detailMessage: reference is not defined$/,
		),
	);
});
