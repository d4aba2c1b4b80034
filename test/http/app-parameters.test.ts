import assert from "node:assert/strict";
import { test } from "node:test";
import { createApiClient } from "../helpers/api-client.ts";

const path = "/configuration/parameters";

test("the administrator reads, sets and resets parameters", async () => {
	const { call, admin, http } = await createApiClient();
	const all = async () => (await call("GET", path, { token: admin })).json();
	assert.equal((await all()).isMasterApp, false);
	const body = { maxLoginAttempts: 2, loginLockPeriodSeconds: 3 };
	const patch = await call("PATCH", path, { token: admin, body, type: "AppConfigParamsModificationRequest" });
	assert.equal(patch.statusCode, 204);
	assert.equal((await all()).maxLoginAttempts, 2);
	const put = (name: string, payload: string, type = "text/plain") =>
		http.app.inject({
			method: "PUT",
			url: `/api/apps/emulator${path}/${name}`,
			headers: { authorization: `Bearer ${admin}`, "content-type": type },
			payload,
		});
	assert.equal((await put("isMasterApp", "true")).statusCode, 204);
	assert.equal((await put("mine", "bytes", "application/octet-stream")).statusCode, 204);
	assert.equal((await put("maxLoginAttempts", "5", "application/json")).statusCode, 204);
	const { isMasterApp, mine, maxLoginAttempts } = await all();
	assert.deepEqual([isMasterApp, mine, maxLoginAttempts], [true, "bytes", 5]);
	assert.equal((await call("GET", `${path}/maxLoginAttempts`, { token: admin })).body, "5");
	assert.equal((await put("maxLoginAttempts", "null")).statusCode, 204);
	assert.equal((await all()).maxLoginAttempts, 0);
	assert.equal((await put("maxLoginAttempts", "many")).json().errorCode, "INVALID_INPUT_DATA");
	assert.equal((await call("DELETE", `${path}/mine`, { token: admin })).statusCode, 204);
	for (const method of ["GET", "DELETE"] as const) {
		const missing = await call(method, `${path}/mine`, { token: admin });
		assert.deepEqual([missing.statusCode, missing.json().parameterName], [404, "mine"]);
	}
});

test("parameters are nobody else's", async () => {
	const { call, register } = await createApiClient();
	const { token } = await register({ loginName: "ann" });
	for (const [method, tail, body] of [
		["GET", ""],
		["PATCH", "", { maxLoginAttempts: 2 }],
		["GET", "/isMasterApp"],
		["PUT", "/isMasterApp", true],
		["DELETE", "/isMasterApp"],
	] as const) {
		for (const given of [{ token }, {}]) {
			const reply = await call(method, `${path}${tail}`, { ...given, body });
			assert.equal(reply.json().errorCode, "UNAUTHORIZED", `${method} ${tail}`);
		}
	}
});
