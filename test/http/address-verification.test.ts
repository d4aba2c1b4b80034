import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiClient, createApiClient } from "../helpers/api-client.ts";

async function sentCodes({ call, admin }: ApiClient): Promise<{ purpose: string; address: string; code: string }[]> {
	return (await call("GET", "/_emulator/apps/emulator/verification-codes", { token: admin })).json().codes;
}

for (const [path, field, first, second] of [
	["email-address", "emailAddress", "ann@x.y", "bob@x.y"],
	["phone-number", "phoneNumber", "+819011111111", "+819022222222"],
] as const) {
	test(`${path}: it counts once its code has come back`, async () => {
		const client = await createApiClient();
		const { call, register, parameters, admin } = client;
		await parameters({ [`${field}VerificationRequired`]: true });
		const { userID, token } = await register({ loginName: "ann", [field]: first });
		const me = async () => (await call("GET", "/users/me", { token })).json();
		const login = async (username: string) =>
			(await call("POST", "/oauth2/token", { body: { username, password: "1234" } })).statusCode;
		const base = `/users/${userID}/${path}`;
		const code = async () => (await call("GET", `${base}/verification-code`, { token: admin })).json().verificationCode;
		const verify = (verificationCode: string) =>
			call("POST", `/users/me/${path}/verify`, {
				token,
				body: { verificationCode },
				type: "AddressVerificationRequest",
			});

		assert.deepEqual([(await me())[field], (await me())[`${field}Verified`], await login(first)], [first, false, 400]);
		const issued = await code();
		assert.equal((await call("POST", `${base}/resend-verification`, { token })).statusCode, 204);
		assert.equal(await code(), issued);
		const reset = await call("POST", `${base}/reset-verification-code`, { token: admin });
		assert.equal(reset.json().verificationCode, await code());
		assert.notEqual(await code(), issued);
		assert.deepEqual(
			(await sentCodes(client)).map(({ purpose, address, code }) => [purpose, address, code]),
			[await code(), issued, issued].map((code) => [field, first, code]),
		);
		const wrong = await verify(issued);
		assert.deepEqual([wrong.statusCode, wrong.json().errorCode], [403, "INVALID_VERIFICATION_CODE"]);
		assert.equal((await verify(await code())).json().verificationStatus, "VERIFIED");
		assert.deepEqual([(await me())[`${field}Verified`], await login(first)], [true, 200]);
		const done = (await verify("1")).json();
		assert.deepEqual([done.errorCode, done.userID], ["INVALID_ACCOUNT_STATUS", userID]);

		assert.equal((await call("PUT", base, { token, body: { [field]: second } })).statusCode, 204);
		assert.deepEqual(
			[(await me())[field], (await me())[`_${field}Pending`], await login(second)],
			[first, second, 400],
		);
		assert.equal((await verify(await code())).statusCode, 200);
		assert.deepEqual([(await me())[field], await login(first), await login(second)], [second, 400, 200]);
		assert.ok(!(`_${field}Pending` in (await me())));
	});

	test(`${path}: without verification, or by the administrator, it counts at once`, async () => {
		const { call, register, parameters, admin } = await createApiClient();
		const { userID, token } = await register({ loginName: "ann", [field]: first });
		const base = `/users/${userID}/${path}`;
		assert.deepEqual((await call("GET", base, { token })).json(), { [field]: first, verified: true });
		await register({ loginName: "bob", [field]: second });
		assert.equal(
			(await call("PUT", base, { token, body: { [field]: second } })).json().errorCode,
			"USER_ALREADY_EXISTS",
		);
		await parameters({ [`${field}VerificationRequired`]: true });
		const third = `${second.slice(0, -1)}z`.replace(/^(\+.*)z$/, "$13");
		const body = { [field]: third, verified: true };
		assert.equal((await call("PUT", base, { token, body })).json().errorCode, "UNAUTHORIZED");
		assert.equal((await call("PUT", base, { token: admin, body })).statusCode, 204);
		assert.deepEqual((await call("GET", base, { token })).json(), { [field]: third, verified: true });
		const wrong = await call("PUT", base, { token, body: {} });
		assert.deepEqual(Object.keys(wrong.json().invalidFields), [field]);
	});

	test(`${path}: two may wait for the same one, the first to verify has it`, async () => {
		const { call, register, parameters, admin } = await createApiClient();
		await parameters({ [`${field}VerificationRequired`]: true });
		const alone = await call("POST", "/users", { body: { [field]: first, password: "1234" } });
		assert.equal(alone.json().errorCode, "INVALID_INPUT_DATA");
		const statuses = [];
		for (const loginName of ["ann", "bob"]) {
			const { userID } = await register({ loginName, [field]: first });
			const { verificationCode } = (
				await call("GET", `/users/${userID}/${path}/verification-code`, { token: admin })
			).json();
			// Nobody need be logged in to send a code.
			const body = { verificationCode };
			statuses.push((await call("POST", `/users/${userID}/${path}/verify`, { body })).statusCode);
		}
		assert.deepEqual(statuses, [200, 409]);
	});

	test(`${path}: of a user without one`, async () => {
		const { call, register, admin } = await createApiClient();
		const { userID, token } = await register({ loginName: "ann" });
		for (const reply of [
			await call("GET", `/users/me/${path}`, { token }),
			await call("POST", `/users/${userID}/${path}/verify`, { body: { verificationCode: "1" } }),
			await call("POST", `/users/${userID}/${path}/resend-verification`),
			await call("GET", `/users/${userID}/${path}/verification-code`, { token: admin }),
		]) {
			assert.deepEqual([reply.statusCode, reply.json().errorCode], [404, "USER_ADDRESS_NOT_FOUND"]);
			assert.equal(reply.headers["content-type"], "application/vnd.kii.UserWithoutAddressException+json;charset=UTF-8");
		}
	});
}

test("the codes are the administrator's to read, and no more than 1,000 are kept", async () => {
	const client = await createApiClient();
	const { call, register, parameters } = client;
	await parameters({ emailAddressVerificationRequired: true });
	const { userID, token } = await register({ loginName: "ann", emailAddress: "ann@x.y" });
	for (const given of [{ token }, {}]) {
		const reply = await call("GET", "/_emulator/apps/emulator/verification-codes", given);
		assert.equal(reply.json().errorCode, "UNAUTHORIZED");
		const code = await call("GET", `/users/${userID}/email-address/verification-code`, given);
		assert.equal(code.json().errorCode, "UNAUTHORIZED");
	}
	for (let count = 0; count < 1005; count++) await call("POST", `/users/${userID}/email-address/resend-verification`);
	assert.equal((await sentCodes(client)).length, 1000);
});
