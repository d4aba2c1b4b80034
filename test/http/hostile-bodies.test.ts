import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestHttp } from "../helpers/http.ts";

const api = "/api/apps/emulator";
const onboardings = "/thing-if/apps/emulator/onboardings";
const authorization = `Basic ${Buffer.from("emulator:key").toString("base64")}`;
const form = "application/vnd.kii.OnboardingWithVendorThingIDByThing+json";

async function withThing(payload: object = {}) {
	const { app } = await createTestHttp();
	const onboarded = await app.inject({
		method: "POST",
		url: onboardings,
		headers: { authorization, "content-type": form },
		payload: { vendorThingID: "v1", thingPassword: "pw", ...payload },
	});
	const { thingID, accessToken } = onboarded.json();
	const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" };
	return { app, thingID, headers, states: `/thing-if/apps/emulator/targets/thing:${thingID}/states` };
}

test("half a surrogate pair, which is in no key of the store, is no fault of the emulator", async () => {
	const { app } = await createTestHttp();
	const headers = { "content-type": "application/json" };
	for (const [url, payload] of [
		[`${api}/oauth2/token`, '{"username":"\\ud800","password":"1234"}'],
		["/api/oauth2/token", '{"client_id":"\\ud800","client_secret":"x"}'],
		[`${api}/users`, '{"emailAddress":"a\\ud800@b","password":"1234"}'],
	] as const) {
		const reply = await app.inject({ method: "POST", url, headers, payload });
		assert.deepEqual([reply.statusCode, reply.json().errorCode], [400, "INVALID_JSON"], payload);
	}
});

test("a number that JSON could not give back is refused, not turned into null", async () => {
	const { app, headers, states } = await withThing();
	const reply = await app.inject({ method: "PUT", url: states, headers, payload: '{"temperature":1e400}' });
	assert.deepEqual([reply.statusCode, reply.json().errorCode], [400, "INVALID_JSON"]);
	assert.deepEqual((await app.inject({ url: states, headers })).json(), {});
});

test("a state of a media type that is no JSON is refused", async () => {
	const { app, headers, states } = await withThing();
	const octets = { ...headers, "content-type": "application/octet-stream" };
	const reply = await app.inject({ method: "PUT", url: states, headers: octets, payload: "abc" });
	assert.deepEqual([reply.statusCode, reply.json().errorCode], [400, "INVALID_INPUT_DATA"]);
});

test("names that every object has are no form of onboarding", async () => {
	const { app } = await createTestHttp();
	for (const name of ["constructor", "__proto__"]) {
		const reply = await app.inject({
			method: "POST",
			url: onboardings,
			headers: { authorization, "content-type": `application/vnd.kii.${name}+json` },
			payload: { vendorThingID: "v1", thingPassword: "pw" },
		});
		assert.equal(reply.statusCode, 415, name);
	}
});

test("custom fields do not pass for the IDs of a thing or user", async () => {
	const thingProperties = { _thingID: "th.other", _vendorThingID: "other", colour: "red" };
	const { app, thingID, headers } = await withThing({ thingProperties });
	const thing = (await app.inject({ url: `${api}/things/${thingID}`, headers })).json();
	assert.deepEqual([thing._thingID, thing._vendorThingID, thing.colour], [thingID, "v1", "red"]);

	const payload = { loginName: "ann", password: "1234", userID: "other", internalUserID: -1 };
	const user = await app.inject({ method: "POST", url: `${api}/users`, payload });
	const { userID, internalUserID } = user.json();
	assert.equal(user.headers.location?.toString().endsWith(`/users/${userID}`), true);
	assert.notEqual(userID, "other");
	assert.notEqual(internalUserID, -1);
});
