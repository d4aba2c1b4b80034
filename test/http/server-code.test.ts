import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { InjectOptions } from "fastify";
import { createServerCodeRunner } from "../../src/server-code/server-code-runner.ts";
import { createTestCore, silentLog } from "../helpers/core.ts";
import { createTestHttp } from "../helpers/http.ts";

const path = "/api/apps/emulator/server-code";
const echo =
	"function echo(params, context) { return params.message; }\nfunction fail() { reference; }\nfunction none() {}\n";

/** The routes over a core that runs server code. */
async function createServer(t: TestContext) {
	const serverCode = createServerCodeRunner({ log: silentLog });
	t.after(() => serverCode.close());
	const { app } = await createTestHttp({ core: { ...(await createTestCore()), serverCode } });
	const admin = { client_id: "emulator-admin", client_secret: "emulator-secret" };
	const login = await app.inject({ method: "POST", url: "/api/apps/emulator/oauth2/token", payload: admin });
	const authorization = `Bearer ${login.json().access_token}`;
	const send = (method: string, tail = "", type?: string, payload?: InjectOptions["payload"]) =>
		app.inject({
			method: method as "GET",
			url: path + tail,
			headers: { authorization, ...(type === undefined ? {} : { "content-type": type }) },
			...(payload === undefined ? {} : { payload }),
		});
	const call = (tail: string, payload?: InjectOptions["payload"], headers = {}) =>
		app.inject({
			method: "POST",
			url: path + tail,
			headers: { "content-type": "application/json", ...headers },
			...(payload === undefined ? {} : { payload }),
		});
	return { app, authorization, send, call };
}

test("deploy, make current, call: as ebisu's set-up and test do", async (t) => {
	const { send, call } = await createServer(t);
	const deployed = await send("POST", "", "application/javascript", echo);
	assert.equal(deployed.statusCode, 201);
	assert.equal(deployed.headers["content-type"], "application/vnd.kii.ServerCodeDeploymentResponse+json;charset=UTF-8");
	const { versionID } = deployed.json();
	assert.ok(String(deployed.headers.location).endsWith(`${path}/versions/${versionID}`));
	assert.equal((await send("PUT", "/versions/current", "text/plain", versionID)).statusCode, 204);
	const reply = await call("/versions/current/echo", { message: "hello!" });
	assert.equal(reply.statusCode, 200);
	assert.deepEqual(reply.json(), { returnedValue: "hello!" });
	assert.equal(reply.headers["x-step-count"], "1");
	assert.equal(reply.headers["x-environment-version"], "0");
	const named = await call(`/versions/${versionID}/echo?environment-version=6`, { message: "named" });
	assert.deepEqual(named.json(), { returnedValue: "named" });
	assert.equal(named.headers["x-environment-version"], "6");
	const without = await call("/versions/current/none");
	assert.deepEqual(without.json(), { returnedValue: null });
});

test("the versions, as administration clients read them", async (t) => {
	const { send } = await createServer(t);
	const { versionID } = (await send("POST", "", "application/javascript", echo)).json();
	await send("PUT", "/versions/current", "text/plain", `${versionID}\n`);
	const current = await send("GET", "/versions/current");
	assert.equal(current.body, versionID);
	assert.match(String(current.headers["content-type"]), /^text\/plain/);
	const { versions } = (await send("GET", "/versions")).json();
	assert.deepEqual([versions.length, versions[0].versionID, versions[0].current], [1, versionID, true]);
	assert.equal((await send("GET", `/versions/${versionID}`)).body, echo);
	assert.equal((await send("DELETE", "/versions/current")).statusCode, 204);
	assert.equal((await send("GET", "/versions/current")).statusCode, 404);
	assert.equal((await send("DELETE", `/versions/${versionID}`)).statusCode, 204);
	assert.equal((await send("GET", `/versions/${versionID}`)).json().errorCode, "SERVER_CODE_VERSION_NOT_FOUND");
});

test("a call without a current version", async (t) => {
	const { call } = await createServer(t);
	const reply = await call("/versions/current/echo", {});
	assert.equal(reply.statusCode, 404);
	assert.equal(reply.json().errorCode, "SERVER_CODE_VERSION_NOT_FOUND");
	assert.equal(
		reply.headers["content-type"],
		"application/vnd.kii.ServerCodeVersionNotFoundException+json;charset=UTF-8",
	);
	assert.equal(reply.headers["x-step-count"], undefined);
});

test("a fault of the code, and an unknown endpoint", async (t) => {
	const { send, call } = await createServer(t);
	const { versionID } = (await send("POST", "", "application/javascript", echo)).json();
	const fault = await call(`/versions/${versionID}/fail`, {});
	assert.equal(fault.statusCode, 400);
	assert.equal(fault.headers["x-step-count"], "1");
	assert.equal(
		fault.headers["content-type"],
		"application/vnd.kii.EndpointInvocationErrorException+json;charset=UTF-8",
	);
	assert.deepEqual(fault.json(), {
		errorCode: "ENDPOINT_INVOCATION_ERROR",
		message: "Error found while executing the developer-defined code",
		details: { errorCode: "RUNTIME_ERROR", message: "reference is not defined" },
	});
	const unknown = (await call(`/versions/${versionID}/nothing`, {})).json();
	assert.deepEqual([unknown.errorCode, unknown.details.errorCode], ["ENDPOINT_INVOCATION_ERROR", "ENDPOINT_NOT_FOUND"]);
	for (const [tail, payload] of [
		["a-b", {}],
		["echo", "[1]"],
		["echo?environment-version=7", {}],
	] as const) {
		const wrong = await call(`/versions/${versionID}/${tail}`, payload);
		assert.equal(wrong.json().errorCode, "INVALID_INPUT_DATA", tail);
	}
});

test("anybody may call; a wrong token is refused", async (t) => {
	const { send, call, authorization } = await createServer(t);
	const source = "function who(params, context) { return context.getAccessToken(); }";
	const { versionID } = (await send("POST", "", "application/javascript", source)).json();
	const who = async (headers: Record<string, string>) => (await call(`/versions/${versionID}/who`, {}, headers)).json();
	assert.equal((await who({})).returnedValue, null);
	const basic = `Basic ${Buffer.from("emulator:emulator-key").toString("base64")}`;
	assert.equal((await who({ authorization: basic })).returnedValue, null);
	assert.equal(`Bearer ${(await who({ authorization })).returnedValue}`, authorization);
	assert.equal((await who({ authorization: "Bearer nonsense" })).errorCode, "WRONG_TOKEN");
});

test("what cannot be deployed", async (t) => {
	const { app, send } = await createServer(t);
	const refused = async (type: string, payload: InjectOptions["payload"]) =>
		(await send("POST", "", type, payload)).json().errorCode;
	assert.equal(await refused("application/javascript", "function ("), "SERVER_CODE_VERIFICATION_ERROR");
	assert.equal(
		await refused("application/javascript", Buffer.from([0x50, 0x4b, 3, 4, 0xff])),
		"SERVER_CODE_VERIFICATION_ERROR",
	);
	assert.equal(await refused("application/javascript", ""), "SERVER_CODE_VERIFICATION_ERROR");
	assert.equal(await refused("application/json", { a: 1 }), "UNSUPPORTED_MEDIA_TYPE");
	const large = `function f() {} // ${"x".repeat(500_000)}`;
	assert.equal((await send("POST", "", "application/javascript", large)).statusCode, 201);
	assert.equal(await refused("application/javascript", large + large + large), "REQUEST_TOO_LARGE");
	const nobody = await app.inject({
		method: "POST",
		url: path,
		headers: { "content-type": "application/javascript" },
		payload: echo,
	});
	assert.equal(nobody.statusCode, 401);
});
