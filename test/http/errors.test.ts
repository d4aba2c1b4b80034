import assert from "node:assert/strict";
import { test } from "node:test";
import type { InjectOptions } from "fastify";
import { createTestHttp } from "../helpers/http.ts";

const users = "/api/apps/emulator/users";

async function failure(options: InjectOptions) {
	const { app } = await createTestHttp();
	const reply = await app.inject(options);
	return { status: reply.statusCode, type: reply.headers["content-type"], headers: reply.headers, body: reply.json() };
}

test("wrong fields are named, all of them", async () => {
	const payload = { loginName: "a b", password: "1234", displayName: "" };
	const { status, type, body } = await failure({ method: "POST", url: users, payload });
	assert.equal(status, 400);
	assert.equal(type, "application/vnd.kii.ValidationException+json;charset=UTF-8");
	assert.equal(body.errorCode, "INVALID_INPUT_DATA");
	assert.deepEqual(Object.keys(body.invalidFields), ["loginName", "displayName"]);
	assert.match(body.message, /^There are validation errors: loginName - .*\. $/);
});

test("a field that must be one of some words names them", async () => {
	const payload = { _vendorThingID: "v1", _password: "pw", _layoutPosition: "ROOF" };
	const { body } = await failure({ method: "POST", url: "/api/apps/emulator/things", payload });
	assert.match(body.invalidFields._layoutPosition, /^must be one of GATEWAY, STANDALONE, /);
});

test("a missing field is named", async () => {
	const { body } = await failure({ method: "POST", url: "/api/apps/emulator/things", payload: { _password: "x" } });
	assert.deepEqual(body.invalidFields, { _vendorThingID: "is required" });
});

test("a body that is no JSON", async () => {
	const headers = { "content-type": "application/json" };
	for (const type of [headers, { "content-type": "application/vnd.kii.RegistrationRequest+json" }, {}]) {
		const { status, body } = await failure({ method: "POST", url: users, headers: type, payload: '{"a":[,1]}' });
		assert.equal(status, 400);
		assert.deepEqual(body, {
			errorCode: "INVALID_JSON",
			message: "The request body is not valid JSON, from line 1, column 7 on",
		});
	}
});

test("__proto__ in a body is refused", async () => {
	const headers = { "content-type": "application/json" };
	const { status } = await failure({ method: "POST", url: users, headers, payload: '{"__proto__":{"a":1}}' });
	assert.equal(status, 400);
});

test("a body over the limit is 413", async () => {
	const payload = { displayName: "x".repeat(140_000) };
	const { status, body } = await failure({ method: "POST", url: users, payload });
	assert.equal(status, 413);
	assert.equal(body.errorCode, "REQUEST_TOO_LARGE");
});

test("an unknown path is 404, the root as the C SDK's test wants it", async () => {
	const unknown = await failure({ url: "/thing-if/apps/emulator/nothing" });
	assert.equal(unknown.status, 404);
	assert.equal(unknown.body.errorCode, "NOT_FOUND");
	const root = await failure({ url: "https://api-jp.kii.com" });
	assert.deepEqual([root.status, root.body], [404, {}]);
});

test("creating an app is 401, as the C SDK's test wants it", async () => {
	const { status, body } = await failure({ method: "POST", url: "https://api-jp.kii.com/api/apps", payload: {} });
	assert.deepEqual([status, body.errorCode], [401, "UNAUTHORIZED"]);
});

test("an unknown verb on a known path is 405 and names the others", async () => {
	const { status, headers, body } = await failure({ method: "PATCH", url: users });
	assert.equal(status, 405);
	assert.equal(headers.allow, "POST");
	assert.equal(body.errorCode, "METHOD_NOT_ALLOWED");
});

test("a path that cannot be decoded is 400", async () => {
	const { status, body } = await failure({ url: "/thing-if/apps/%zz/onboardings" });
	assert.equal(status, 400);
	assert.equal(body.errorCode, "BAD_REQUEST");
});

test("a malformed app ID is never created", async () => {
	const { status, body } = await failure({ method: "POST", url: "/api/apps/a%20b/users", payload: {} });
	assert.equal(status, 404);
	assert.equal(body.errorCode, "APP_NOT_FOUND");
});

test("a fault of the emulator is 500 without details, and logged", async () => {
	const logged: object[] = [];
	const log = { debug() {}, info() {}, warn() {}, error: (bindings: object) => void logged.push(bindings) };
	const health = () => {
		throw new Error("secret details");
	};
	const { app } = await createTestHttp({ health, log });
	const reply = await app.inject({ url: "/_emulator/health" });
	assert.equal(reply.statusCode, 500);
	assert.equal(reply.json().errorCode, "UNDEFINED_ERROR");
	assert.doesNotMatch(reply.body, /secret/);
	assert.equal(logged.length, 1);
});

test("a refused request is in the log at debug, without its query", async () => {
	const logged: unknown[] = [];
	const { app } = await createTestHttp({
		log: { debug: (...line: unknown[]) => void logged.push(line), info() {}, warn() {}, error() {} },
	});
	await app.inject({ url: "/api/apps/emulator/nothing?key=secret" });
	const path = "/api/apps/emulator/nothing";
	assert.deepEqual(logged, [
		[
			{ method: "GET", path, status: 404, errorCode: "NOT_FOUND" },
			`request refused: There is no resource at GET ${path}`,
		],
	]);
});

test("a mistyped path of the control API is told where the calls are listed; Kii's own is not", async () => {
	const { app } = await createTestHttp();
	const messageAt = async (url: string) => (await app.inject({ url })).json().message;
	assert.equal(
		await messageAt("/_emulator/fault"),
		"There is no resource at GET /_emulator/fault; GET /_emulator says what there is",
	);
	assert.equal(await messageAt("/api/fault"), "There is no resource at GET /api/fault");
});

test("a log line of a refused body has no end of its own, and a pattern is told in words", async () => {
	const logged: [object, string][] = [];
	const { app } = await createTestHttp({
		log: { debug: (...line: [object, string]) => void logged.push(line), info() {}, warn() {}, error() {} },
	});
	const reply = await app.inject({ method: "POST", url: "/_emulator/apps", payload: { appID: "a b" } });
	assert.deepEqual(reply.json().invalidFields, { appID: 'must be 1 to 64 letters, digits, "_" or "-"' });
	assert.match(logged.at(-1)?.[1] ?? "", /"-"$/);
});

test("JSON that was sent as something else is the cause that a refusal names, with the code as ever", async () => {
	const { app } = await createTestHttp();
	const payload = JSON.stringify({ username: "alice", password: "1234" });
	const post = async (type: string, body = payload) => {
		const headers = type === "" ? {} : { "content-type": type };
		const reply = await app.inject({ method: "POST", url: "/api/apps/emulator/oauth2/token", headers, payload: body });
		return reply.json();
	};
	for (const type of ["application/x-www-form-urlencoded", "text/plain;charset=UTF-8"]) {
		const { errorCode, message } = await post(type);
		assert.equal(errorCode, (await post(type, "a=1")).errorCode);
		assert.ok(
			message.includes(`. The body was read as ${type.split(";")[0]}: for JSON, Content-Type must be `),
			message,
		);
	}
	for (const [type, body] of [
		["application/x-www-form-urlencoded", "a=1"],
		["", payload],
		["application/json", payload],
	] as const) {
		assert.doesNotMatch((await post(type, body)).message ?? "", /was read as/);
	}
});

test("onboarding without a Content-Type says so", async () => {
	const { app } = await createTestHttp();
	const url = "/thing-if/apps/emulator/onboardings";
	const reply = await app.inject({ method: "POST", url, payload: Buffer.from("{}") });
	assert.equal(reply.json().errorCode, "UNSUPPORTED_MEDIA_TYPE");
	assert.match(reply.json().message, /^The request has no Content-Type, which must be application\/vnd\.kii\./);
});
