import assert from "node:assert/strict";
import { test } from "node:test";
import type { FastifyInstance } from "fastify";
import { createTestHttp } from "../helpers/http.ts";

const api = "/api/apps/emulator";

async function tokenOf(app: FastifyInstance, payload: object): Promise<string> {
	const reply = await app.inject({ method: "POST", url: `${api}/oauth2/token`, payload });
	return reply.json().access_token;
}

const kii = (name: string) => `application/vnd.kii.${name}+json`;

test("both token paths, and the form encoding", async () => {
	const { app } = await createTestHttp();
	const payload = { client_id: "emulator", client_secret: "dummy" };
	for (const url of [`${api}/oauth2/token`, "/apps/emulator/oauth2/token"]) {
		assert.equal((await app.inject({ method: "POST", url, payload })).statusCode, 200, url);
	}
	const plain = { method: "POST", url: "/api/oauth2/token" } as const;
	const withHeader = await app.inject({ ...plain, headers: { "X-Kii-AppID": "emulator" }, payload });
	assert.equal(withHeader.json().token_type, "bearer");
	const form = await app.inject({
		method: "POST",
		url: `${api}/oauth2/token`,
		headers: { "content-type": "application/x-www-form-urlencoded", authorization: "Bearer expired" },
		payload: "grant_type=client_credentials&client_id=emulator&client_secret=dummy",
	});
	assert.equal(form.statusCode, 200);
	const wrong = await app.inject({ ...plain, payload: { username: "nobody", password: "1234" } });
	assert.equal(wrong.statusCode, 400);
	assert.equal(wrong.json().errorCode, "invalid_grant");
	assert.ok(wrong.json().error_description);
});

test("the expiry of a token in either spelling, as a number or as text", async () => {
	const { app, core } = await createTestHttp();
	const expiry = core.clock.now() + 60_000;
	const post = { method: "POST", url: `${api}/oauth2/token` } as const;
	for (const given of [{ expiresAt: expiry }, { expires_at: expiry }, { expires_at: String(expiry) }]) {
		const payload = { client_id: "emulator", client_secret: "dummy", ...given };
		assert.equal((await app.inject({ ...post, payload })).json().expires_in, 60, JSON.stringify(given));
	}
});

test("users: both registrations, me, others", async () => {
	const { app } = await createTestHttp();
	const payload = { loginName: "ann", password: "1234", displayName: "Ann" };
	const headers = { "content-type": kii("RegistrationRequest"), host: "api.kii.com" };
	const registered = await app.inject({ method: "POST", url: `${api}/users`, headers, payload });
	assert.equal(registered.statusCode, 201);
	const { userID, loginName } = registered.json();
	assert.equal(loginName, "ann");
	assert.equal(registered.headers.location, `http://api.kii.com${api}/users/${userID}`);
	assert.equal(registered.headers["content-type"], "application/vnd.kii.RegistrationResponse+json;charset=UTF-8");

	const authorize = { "content-type": kii("RegistrationAndAuthorizationRequest") };
	const pseudo = await app.inject({ method: "POST", url: `${api}/users`, headers: authorize, payload: "{}" });
	assert.equal(pseudo.statusCode, 201);
	const { _accessToken: token, ...view } = pseudo.json();
	const me = await app.inject({ url: `${api}/users/me`, headers: { authorization: `Bearer ${token}` } });
	assert.deepEqual(me.json(), view);
	assert.equal(me.headers["content-type"], "application/vnd.kii.UserDataRetrievalResponse+json;charset=UTF-8");
	const other = await app.inject({ url: `${api}/users/LOGIN_NAME:ann`, headers: { authorization: `Bearer ${token}` } });
	assert.deepEqual(other.json(), { userID, loginName: "ann", displayName: "Ann" });

	const short = await app.inject({ method: "POST", url: `${api}/users`, headers, payload: { loginName: "bob" } });
	assert.equal(short.json().errorCode, "PASSWORD_TOO_SHORT");
	const admin = await tokenOf(app, { client_id: "emulator-admin", client_secret: "emulator-secret" });
	const adminMe = await app.inject({ url: `${api}/users/me`, headers: { authorization: `Bearer ${admin}` } });
	assert.equal(adminMe.statusCode, 401);
});

test("things: both registrations, by ID and vendorThingID", async () => {
	const { app } = await createTestHttp();
	const payload = { _vendorThingID: "v1", _password: "pw", _thingType: "lamp", _stringField1: "a", custom: [1] };
	const headers = { "content-type": kii("ThingRegistrationAndAuthorizationRequest") };
	const registered = await app.inject({ method: "POST", url: `${api}/things`, headers, payload });
	assert.equal(registered.statusCode, 201);
	const { _accessToken: token, ...view } = registered.json();
	assert.deepEqual([view._vendorThingID, view._stringField1, view.custom], ["v1", "a", [1]]);
	assert.equal("_password" in view, false);
	for (const id of [view._thingID, "VENDOR_THING_ID:v1"]) {
		const url = `${api}/things/${id}`;
		assert.deepEqual((await app.inject({ url, headers: { authorization: `Bearer ${token}` } })).json(), view);
		assert.equal((await app.inject({ url })).statusCode, 401);
	}
	const head = { method: "HEAD", headers: { authorization: `Bearer ${token}` } } as const;
	assert.equal((await app.inject({ ...head, url: `${api}/things/VENDOR_THING_ID:v1` })).statusCode, 204);
	const unknown = await app.inject({ ...head, url: `${api}/things/VENDOR_THING_ID:v2` });
	assert.equal(unknown.statusCode, 404);
	assert.match(String(unknown.headers["content-type"]), /^application\/vnd\.kii\.ThingNotFoundException\+json/);
	const again = await app.inject({ method: "POST", url: `${api}/things`, payload });
	assert.equal(again.statusCode, 409);
	assert.equal(again.json().errorCode, "THING_ALREADY_EXISTS");
});

test("installations in every spelling, and their MQTT endpoint", async () => {
	const { app } = await createTestHttp();
	await app.inject({ method: "POST", url: `${api}/things`, payload: { _vendorThingID: "v1", _password: "pw" } });
	const authorization = `bearer ${await tokenOf(app, { username: "VENDOR_THING_ID:v1", password: "pw" })}`;
	const ids = new Set<string>();
	for (const payload of [
		{ deviceType: "MQTT", development: false },
		{ deviceType: "MQTT", development: "false" },
		{ installationType: "MQTT" },
	]) {
		const reply = await app.inject({
			method: "POST",
			url: `${api}/installations`,
			headers: { authorization },
			payload,
		});
		assert.equal(reply.statusCode, 201);
		ids.add(reply.json().installationID);
	}
	assert.equal(ids.size, 1);
	const url = `${api}/installations/${[...ids][0]}`;
	const endpoint = await app.inject({
		url: `${url}/mqtt-endpoint`,
		headers: { authorization, host: "emulator.local:8080" },
	});
	assert.equal(endpoint.statusCode, 200);
	assert.equal(endpoint.headers["x-mqtt-ttl"], "2147483647");
	const { username, password, mqttTopic, ...rest } = endpoint.json();
	assert.match(username, /^emulator-[A-Za-z0-9]{23}$/);
	assert.match(password, /^[A-Za-z]{64}$/);
	assert.match(mqttTopic, /^[A-Za-z0-9]{23}$/);
	assert.deepEqual(rest, {
		installationID: [...ids][0],
		host: "emulator.local",
		portTCP: 1883,
		portSSL: 8883,
		portWS: 12470,
		portWSS: 12473,
		"X-MQTT-TTL": 2147483647,
	});
	assert.equal((await app.inject({ url, headers: { authorization } })).json().deviceType, "MQTT");
	assert.equal((await app.inject({ url: `${url}/mqtt-endpoint` })).statusCode, 401);
	assert.equal((await app.inject({ method: "DELETE", url, headers: { authorization } })).statusCode, 204);
	const gone = await app.inject({ url: `${url}/mqtt-endpoint`, headers: { authorization } });
	assert.equal(gone.statusCode, 404);
	assert.equal(gone.json().errorCode, "INSTALLATION_NOT_FOUND");
});

test("an installation of another type has no MQTT endpoint; of none at all is refused", async () => {
	const { app, core } = await createTestHttp();
	const headers = {
		authorization: `Bearer ${await tokenOf(app, { client_id: "emulator-admin", client_secret: "emulator-secret" })}`,
	};
	await app.inject({ method: "POST", url: `${api}/users`, payload: { loginName: "ann", password: "1234" } });
	const userID = (await core.store.list<{ userID: string }>("app/emulator/user"))[0]?.value.userID;
	const payload = { deviceType: "ANDROID", installationRegistrationID: "r1", userID };
	const post = { method: "POST", url: `${api}/installations`, headers } as const;
	const { installationID } = (await app.inject({ ...post, payload })).json();
	const endpoint = await app.inject({ url: `${api}/installations/${installationID}/mqtt-endpoint`, headers });
	assert.equal(endpoint.json().errorCode, "MQTT_ENDPOINT_NOT_FOUND");
	for (const wrong of [{ userID }, { deviceType: "FAX", userID }, { deviceType: "MQTT" }]) {
		assert.equal((await app.inject({ ...post, payload: wrong })).json().errorCode, "INVALID_INPUT_DATA");
	}
});
