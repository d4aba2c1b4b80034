// What real clients send that a strict server would refuse (cloud-rest section 0, real-clients section 1).
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestHttp } from "../helpers/http.ts";

const onboarding = { vendorThingID: "v1", thingPassword: "pw" };
const path = "/thing-if/apps/emulator/onboardings";
const type = "application/vnd.kii.OnboardingWithVendorThingIDByThing+json";
const basic = `Basic ${Buffer.from("emulator:anything").toString("base64")}`;

test("absolute-form targets, doubled slashes, trailing slashes and unknown queries reach the route", async () => {
	const { app } = await createTestHttp();
	for (const url of [
		`https://api-jp.kii.com${path}`,
		`http://localhost:8080${path}`,
		path.replaceAll("/", "//"),
		`${path}/`,
		`${path}?disable_cache=123`,
	]) {
		const headers = { "content-type": type, authorization: basic };
		const reply = await app.inject({ method: "POST", url, headers, payload: onboarding });
		assert.equal(reply.statusCode, 200, url);
	}
});

test("media types in any letter case and with parameters", async () => {
	const { app } = await createTestHttp();
	for (const contentType of [
		type.toLowerCase(),
		type.toUpperCase(),
		`${type}; charset=utf-8`,
		type.replace("Onb", "onb"),
	]) {
		const headers = { "Content-Type": contentType, AUTHORIZATION: basic };
		const reply = await app.inject({ method: "POST", url: path, headers, payload: JSON.stringify(onboarding) });
		assert.equal(reply.statusCode, 200, contentType);
	}
});

test("an empty thing type and firmware version, which the Go client sends, are none", async () => {
	const { app } = await createTestHttp();
	const headers = { "content-type": type, authorization: basic };
	const payload = { ...onboarding, thingType: "", firmwareVersion: "" };
	const reply = await app.inject({ method: "POST", url: path, headers, payload });
	assert.equal(reply.statusCode, 200);
	const { thingID, accessToken } = reply.json();
	const authorization = `Bearer ${accessToken}`;
	const thing = (await app.inject({ url: `/api/apps/emulator/things/${thingID}`, headers: { authorization } })).json();
	assert.deepEqual(["_thingType" in thing, "_firmwareVersion" in thing], [false, false]);
});

test("another media type for onboarding is 415, and says which it takes", async () => {
	const { app } = await createTestHttp();
	for (const headers of [{ authorization: basic, "content-type": "application/json" }, { authorization: basic }]) {
		const reply = await app.inject({ method: "POST", url: path, headers, payload: JSON.stringify(onboarding) });
		assert.equal(reply.statusCode, 415);
		assert.equal(reply.json().errorCode, "UNSUPPORTED_MEDIA_TYPE");
	}
});

test("Bearer and bearer, Basic with app ID, and Basic with a bare token", async () => {
	const { app } = await createTestHttp();
	const headers = { "content-type": type, authorization: basic };
	const { accessToken, thingID } = (
		await app.inject({ method: "POST", url: path, headers, payload: onboarding })
	).json();
	const url = `/thing-if/apps/emulator/targets/THING:${thingID}/states`;
	for (const scheme of ["Bearer", "bearer", "BEARER", "Basic"]) {
		const reply = await app.inject({ url, headers: { authorization: `${scheme} ${accessToken}` } });
		assert.equal(reply.statusCode, 200, scheme);
	}
	for (const authorization of ["Bearer nonsense", accessToken, `Basic ${Buffer.from("other:x").toString("base64")}`]) {
		const reply = await app.inject({ url, headers: { authorization } });
		assert.equal(reply.statusCode, 403, authorization);
		assert.equal(reply.json().errorCode, "WRONG_TOKEN");
	}
	const bare = await app.inject({ url });
	assert.equal(bare.statusCode, 401);
	assert.equal(bare.json().errorCode, "UNAUTHORIZED");
	assert.match(bare.headers["content-type"] as string, /^application\/vnd\.kii\.UnauthorizedAccessException\+json/);
});

test("an empty body under a JSON media type, and a JSON body under none", async () => {
	const { app } = await createTestHttp();
	const headers = { "content-type": type, authorization: basic };
	const { accessToken, thingID } = (
		await app.inject({ method: "POST", url: path, headers, payload: onboarding })
	).json();
	const url = `/thing-if/apps/emulator/targets/thing:${thingID}/states`;
	const authorization = `Bearer ${accessToken}`;
	const empty = await app.inject({
		method: "PUT",
		url,
		headers: { authorization, "content-type": "application/json" },
	});
	assert.equal(empty.statusCode, 400);
	assert.equal(empty.json().errorCode, "EMPTY_BODY");
	const untyped = await app.inject({ method: "PUT", url, headers: { authorization }, payload: '{"power":true}' });
	assert.equal(untyped.statusCode, 201);
	const get = { authorization, "content-type": "application/json" };
	assert.deepEqual((await app.inject({ url, headers: get })).json(), { power: true });
});

test("JSON nested deeper than 200 levels, which could not be read back, is refused", async () => {
	const { app } = await createTestHttp();
	const headers = { "content-type": type, authorization: basic };
	for (const [levels, status] of [
		[198, 200],
		[199, 400],
		[60_000, 400],
	] as const) {
		const nested = "[".repeat(levels) + "]".repeat(levels);
		const payload = `{"vendorThingID":"v1","thingPassword":"pw","thingProperties":{"a":${nested}}}`;
		const reply = await app.inject({ method: "POST", url: path, headers, payload });
		assert.equal(reply.statusCode, status, reply.body);
		if (status === 400) assert.equal(reply.json().errorCode, "INVALID_JSON");
	}
});

test("refused Basic credentials are not repeated in the reply", async () => {
	const { app } = await createTestHttp();
	const credentials = Buffer.from("other:secret").toString("base64");
	const reply = await app.inject({
		url: "/thing-if/apps/emulator/targets/thing:x/states",
		headers: { authorization: `Basic ${credentials}` },
	});
	assert.equal(reply.statusCode, 403);
	assert.doesNotMatch(reply.body, new RegExp(credentials));
});

test("a refusal names the principal only when there is one", async () => {
	const { app } = await createTestHttp();
	const { authenticatedAppID, ...rest } = (
		await app.inject({ url: "/thing-if/apps/emulator/targets/thing:x/states" })
	).json();
	assert.equal(authenticatedAppID, "emulator");
	assert.equal("authenticatedPrincipalID" in rest, false);
});
