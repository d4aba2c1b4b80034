import assert from "node:assert/strict";
import test from "node:test";
import type { FaultRule } from "../../src/faults/fault-rule.ts";
import { createApiClient } from "../helpers/api-client.ts";

const route = "GET /api/apps/:appID/users/me";

async function faulty(...rules: FaultRule[]) {
	const client = await createApiClient();
	const { faults } = client.http;
	for (const rule of rules) await faults.add(rule);
	const { token } = await client.register({ loginName: "user" });
	return { ...client, faults, get: () => client.call("GET", "/users/me", { token }) };
}

test("a status alone: its usual error code, in Kii's form", async () => {
	const { get } = await faulty({ on: "api", action: "respond", route, status: 404, times: 1 });
	const reply = await get();
	assert.equal(reply.statusCode, 404);
	assert.equal(reply.headers["content-type"], "application/vnd.kii.NotFoundException+json;charset=UTF-8");
	assert.equal(reply.json().errorCode, "NOT_FOUND");
	assert.equal((await get()).statusCode, 200);
});

test("an error code alone: its usual status; and with message, status and headers of choice", async () => {
	const { get } = await faulty(
		{ on: "api", action: "respond", route, errorCode: "WRONG_TOKEN", times: 1 },
		{
			on: "api",
			action: "respond",
			route,
			status: 503,
			errorCode: "TOO_BUSY",
			message: "later",
			headers: { "Retry-After": "7" },
		},
	);
	assert.equal((await get()).statusCode, 403);
	const reply = await get();
	assert.equal(reply.statusCode, 503);
	assert.equal(reply.headers["retry-after"], "7");
	assert.equal(reply.headers["content-type"], "application/vnd.kii.TooBusyException+json;charset=UTF-8");
	assert.deepEqual(reply.json(), { errorCode: "TOO_BUSY", message: "later" });
});

test("a body of choice, as text or JSON", async () => {
	const { get } = await faulty(
		{
			on: "api",
			action: "respond",
			route,
			status: 502,
			body: "<h1>Bad gateway</h1>",
			headers: { "content-type": "text/html" },
			times: 1,
		},
		{ on: "api", action: "respond", route, status: 200, body: { userID: 5 } },
	);
	const html = await get();
	assert.equal(html.statusCode, 502);
	assert.equal(html.headers["content-type"], "text/html");
	assert.equal(html.body, "<h1>Bad gateway</h1>");
	const json = await get();
	assert.equal(json.statusCode, 200);
	assert.deepEqual(json.json(), { userID: 5 });
});

test("before anything else: nothing is done about the request, and no token is needed", async () => {
	const { call, faults } = await faulty({
		on: "api",
		action: "respond",
		route: "POST /api/apps/:appID/users",
		status: 500,
		after: 1,
		times: 1,
	});
	const body = { loginName: "second", password: "1234" };
	const type = "RegistrationRequest";
	assert.equal((await call("POST", "/users", { body, type, token: "wrong" })).statusCode, 500);
	assert.equal((await faults.list())[0]?.state, "ended");
	assert.equal((await call("POST", "/users", { body, type })).statusCode, 201);
});

test("the endpoint is not ready for the first calls, in the recorded words", async () => {
	const { call, faults } = await faulty({ on: "api", action: "not-ready", times: 2 });
	const path = "/installations/abc/mqtt-endpoint";
	const reply = await call("GET", path);
	assert.equal(reply.statusCode, 503);
	assert.equal(reply.headers["retry-after"], "1");
	assert.deepEqual(reply.json(), {
		errorCode: "MQTT_ENDPOINT_NOT_READY",
		message: "MQTT endpoint for  abc is not ready. Please try again later.",
		installationID: "abc",
		appID: "emulator",
	});
	assert.equal((await call("GET", path)).statusCode, 503);
	assert.equal((await call("GET", path)).statusCode, 401);
	assert.equal((await faults.list())[0]?.hits, 2);
});

test("which calls: method, route, path with wildcards, app", async () => {
	const { get, faults } = await faulty();
	const tries: readonly [Partial<FaultRule>, boolean][] = [
		[{}, true],
		[{ route: "GET /api/apps/:appID/users/:user" }, true],
		[{ route: "GET /api/apps/emulator/users/me" }, true],
		[{ route: "GET /api/apps/*/users/*" }, true],
		[{ route: "* /api/*" }, true],
		[{ route: "PUT /api/*" }, false],
		[{ route: "GET /api/apps/*/things/*" }, false],
		[{ route: "POST /api/apps/*/users" }, false],
		[{ app: "emulator" }, true],
		[{ app: "other" }, false],
		[{ transport: "http" }, true],
		[{ transport: "mqtt" }, false],
		[{ client: "c" }, false],
	];
	for (const [asked, isMeant] of tries) {
		await faults.add({ on: "api", action: "respond", status: 418, ...asked } as FaultRule);
		assert.equal((await get()).statusCode, isMeant ? 418 : 200, JSON.stringify(asked));
		await faults.clear();
	}
});

test("a delay in the emulator's time; a rule that is cleared lets the calls go on", async () => {
	const { get, faults, http } = await faulty({ on: "api", action: "delay", route, delayMs: 1000, clock: "emulator" });
	const { clock } = http.core as unknown as { clock: { advance(ms: number): Promise<void> } };
	let answered = 0;
	const first = get().then(() => answered++);
	await clock.advance(999);
	assert.equal(answered, 0);
	await clock.advance(1);
	await first;
	const second = get();
	await clock.advance(1);
	await faults.clear();
	assert.equal((await second).statusCode, 200);
});

test("Prefer: a request chooses its own answer", async () => {
	const { http, register } = await createApiClient();
	const { token } = await register({ loginName: "user" });
	const get = (prefer: string, url = "/api/apps/emulator/users/me") =>
		http.app.inject({ method: "GET", url, headers: { authorization: `Bearer ${token}`, prefer } });
	const reply = await get("code=503, errorCode=MQTT_ENDPOINT_NOT_READY");
	assert.equal(reply.statusCode, 503);
	assert.equal(reply.json().errorCode, "MQTT_ENDPOINT_NOT_READY");
	assert.equal(reply.headers["preference-applied"], "code=503, errorCode=MQTT_ENDPOINT_NOT_READY");
	assert.equal((await get("code=404")).headers["preference-applied"], "code=404");
	assert.equal((await get('code="404"; foo')).statusCode, 404);
	assert.equal((await get("code=204")).body, "");
	for (const prefer of ["", "code=100", "code=abc", "return=minimal", "code"]) {
		const plain = await get(prefer);
		assert.equal(plain.statusCode, 200, prefer);
		assert.equal(plain.headers["preference-applied"], undefined);
	}
	assert.equal((await get("code=500", "/_emulator/health")).statusCode, 200);
});

test("the control API never fails on purpose", async () => {
	const { http, faults, get } = await faulty();
	await faults.add({ on: "api", action: "respond", status: 500 });
	assert.equal((await http.app.inject({ method: "GET", url: "/_emulator/faults" })).statusCode, 200);
	assert.equal((await get()).statusCode, 500);
	assert.equal((await faults.list())[0]?.matches, 1);
});

test("the control API works whatever the rules are, however its path is written", async () => {
	const { http } = await faulty();
	await http.faults.add({ on: "api", action: "respond", status: 503 });
	for (const url of ["/_emulator/faults", "//_emulator/faults", "/%5Femulator/faults"]) {
		assert.equal((await http.app.inject({ method: "GET", url })).statusCode, 200, url);
	}
	assert.equal((await http.app.inject({ method: "DELETE", url: "//_emulator/faults" })).statusCode, 204);
});

test("Prefer: an errorCode is obeyed by itself, or refused with the reason, never passed over", async () => {
	const { http } = await createApiClient();
	const get = async (prefer: string) => {
		const reply = await http.app.inject({ url: "/api/apps/emulator/users/me", headers: { prefer } });
		return [reply.statusCode, reply.json().errorCode, reply.headers["preference-applied"], reply.json().message];
	};
	const alone = await get("errorCode=APP_NOT_FOUND");
	assert.deepEqual(alone.slice(0, 3), [404, "APP_NOT_FOUND", "errorCode=APP_NOT_FOUND"]);
	assert.deepEqual((await get("code=418, errorCode=TEAPOT")).slice(0, 2), [418, "TEAPOT"]);
	for (const [prefer, why] of [
		["errorCode=NO_SUCH", /errorCode=NO_SUCH is none of Kii's: say code=STATUS, too/],
		["code=503, errorCode=NO-WORD", /errorCode must be a word/],
	] as const) {
		const [status, errorCode, applied, message] = await get(prefer);
		assert.deepEqual([status, errorCode, applied], [400, "BAD_REQUEST", undefined]);
		assert.match(message, why);
	}
});

test("a rule for a route that there is not is refused, with the reason", async () => {
	const { http } = await createApiClient();
	const refuse = async (route: string) => {
		const payload = { on: "api", action: "drop", route };
		const reply = await http.app.inject({ method: "POST", url: "/_emulator/faults", payload });
		return reply.statusCode === 201 ? undefined : reply.json().invalidFields.route;
	};
	assert.match(await refuse("GET /api/app/emulator"), /^has a path of no call of the API/);
	assert.match(await refuse("GTE /api/apps/:appID/users/me"), /^has the method GTE, and there is only GET, HEAD/);
	assert.match(await refuse("GET /_emulator/health"), /never meant/);
	assert.match(await refuse("GET /api/apps/emulator/users/me?a=1"), /^must have no query/);
	for (const route of [
		"PUT /thing-if/apps/:appID/targets/:target/states",
		"PUT /thing-if/apps/emulator/targets/thing:th.1/states",
		"GET /thing-if/*",
		"* /*/apps/*",
		"HEAD /api/apps/x/buckets/b/objects/o",
		"GET /api/apps/:any/users/:user",
	]) {
		assert.equal(await refuse(route), undefined, route);
	}
});

test("a rule that no call meets for another reason is refused, too", async () => {
	const { http } = await createApiClient();
	const refused = async (rule: object) => {
		const payload = { on: "api", ...rule };
		const reply = await http.app.inject({ method: "POST", url: "/_emulator/faults", payload });
		return reply.statusCode === 201 ? {} : reply.json().invalidFields;
	};
	const respond = { action: "respond", errorCode: "NOPE_X" };
	assert.deepEqual(await refused(respond), { errorCode: "is none of Kii's: say status, too" });
	assert.deepEqual(await refused({ ...respond, status: 400 }), {});
	assert.deepEqual(await refused({ action: "respond", errorCode: "WRONG_TOKEN" }), {});

	const route = "PUT /thing-if/apps/otherapp/targets/:target/states";
	const drop = { action: "drop", app: "emulator" };
	assert.match((await refused({ ...drop, route })).app, /^is emulator, and the route is of another app/);
	for (const each of [route.replace("otherapp", "emulator"), route.replace("otherapp", ":any"), "* /thing-if/*"])
		assert.deepEqual(await refused({ ...drop, route: each }), {});

	const notReady = { action: "not-ready" };
	for (const each of ["GET /api/apps/:appID/things/:id", "PUT /thing-if/apps/:appID/targets/:target/states"])
		assert.match((await refused({ ...notReady, route: each })).route, /^must be GET .*mqtt-endpoint for the action/);
	for (const each of ["GET /api/apps/emulator/installations/i/mqtt-endpoint", "* /api/*"])
		assert.deepEqual(await refused({ ...notReady, route: each }), {});
});
