// The C SDK ebisu, byte for byte: HTTP/1.1 with absolute-form targets, chunked bodies without a type, stray bytes behind
// requests without a body; MQTT 3.1 over TLS (real-clients 1 and 2, cloud-rest 0).
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator, type Emulator } from "../../../src/index.ts";
import { connectPacket, exchange, MqttWire, type RawReply, subscribePacket } from "./wire.ts";

const host = "api-jp.kii.com";

interface Request {
	readonly token?: string | undefined;
	/** Missing: none, and the SDK's stray bytes instead. Empty: a chunked body of no bytes. */
	readonly body?: string;
	readonly type?: string;
	readonly headers?: readonly string[];
}

function send(emulator: Emulator, method: string, path: string, request: Request = {}): Promise<RawReply> {
	const { token, body, type, headers = [] } = request;
	const lines = [
		`${method} https://${host}${path} HTTP/1.1`,
		`HOST: ${host}`,
		`X-Kii-Appid: ${emulator.app.appID}`,
		"X-Kii-Appkey: k",
		...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
		...(type === undefined ? [] : [`Content-Type: ${type}`]),
		...headers,
		...(body === undefined ? [] : ["Transfer-Encoding: chunked"]),
		"Connection: Close",
	];
	const chunk = body ? `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n` : "";
	return exchange(emulator, `${lines.join("\r\n")}\r\n\r\n${chunk}0\r\n\r\n`);
}

async function administrator(emulator: Emulator): Promise<string> {
	const { clientID, clientSecret } = emulator.app;
	const body = JSON.stringify({ client_id: clientID, client_secret: clientSecret });
	const reply = await send(emulator, "POST", "/api/oauth2/token", { type: "application/json", body });
	return reply.json().access_token;
}

/** The four calls every device begins with. */
async function start(emulator: Emulator) {
	const api = `/api/apps/${emulator.app.appID}`;
	const anonymous = await send(emulator, "POST", `${api}/oauth2/token`, {
		type: "application/json",
		body: `{"grant_type":"client_credentials","client_id":"${emulator.app.appID}","client_secret":"dummy"}`,
	});
	assert.equal(anonymous.status, 200);
	const onboarding = await send(emulator, "POST", `/thing-if/apps/${emulator.app.appID}/onboardings`, {
		token: anonymous.json().access_token,
		type: "application/vnd.kii.OnboardingWithVendorThingIDByThing+json",
		body: '{"vendorThingID":"vid1","thingPassword":"pw1"}',
	});
	assert.equal(onboarding.status, 200);
	const { thingID, accessToken: token } = onboarding.json();
	const installation = await send(emulator, "POST", `${api}/installations`, {
		token,
		type: "application/vnd.kii.InstallationCreationRequest+json",
		body: '{"deviceType":"MQTT", "development": "false"}',
	});
	assert.equal(installation.status, 201);
	const path = `${api}/installations/${installation.json().installationID}/mqtt-endpoint`;
	const endpoint = (await send(emulator, "GET", path, { token })).json();
	// Field by field as its parser wants them: one that is missing or too long ends the SDK's push task.
	for (const [name, longest] of Object.entries({ username: 63, password: 127, host: 63, mqttTopic: 63 })) {
		assert.equal(typeof endpoint[name], "string", name);
		assert.ok(endpoint[name].length > 0 && endpoint[name].length <= longest, name);
	}
	for (const name of ["portTCP", "portSSL", "X-MQTT-TTL"]) assert.ok(Number.isSafeInteger(endpoint[name]), name);
	return { api, thingID: thingID as string, token: token as string, endpoint };
}

async function listen(emulator: Emulator, endpoint: Record<string, string & number>): Promise<MqttWire> {
	const { mqttTopic = "", username = "", password = "", portSSL = 0 } = endpoint;
	const wire = await MqttWire.open(emulator, Number(portSSL));
	wire.write(connectPacket(mqttTopic, username, password));
	assert.equal((await wire.read(4)).toString("hex"), "20020000");
	wire.write(subscribePacket(mqttTopic));
	assert.equal((await wire.read(5)).toString("hex"), "9003000100");
	return wire;
}

test("from the token to a message on a topic of its own", async () => {
	await using emulator = await createEmulator({ host: "127.0.0.1" });
	const { api, thingID, token, endpoint } = await start(emulator);
	const wire = await listen(emulator, endpoint);
	const topic = `${api}/things/${thingID}/topics/test_topic`;
	const status = async (method: string, path: string, body?: string) =>
		(await send(emulator, method, path, body === undefined ? { token } : { token, body })).status;
	assert.equal(await status("PUT", topic, ""), 204);
	assert.equal(await status("PUT", topic, ""), 409);
	const subscription = `${topic}/push/subscriptions/things/${thingID}`;
	assert.equal(await status("PUT", subscription, ""), 204);
	assert.equal(await status("PUT", subscription, ""), 409);
	const sent = await send(emulator, "POST", `${topic}/push/messages`, {
		token,
		type: "application/vnd.kii.SendPushMessageRequest+json",
		body: '{"data":{"message":"hello"},"mqtt":{"enabled":true}}',
	});
	assert.equal(sent.status, 200);
	const { topic: mqttTopic, payload } = await wire.readPublish();
	assert.equal(mqttTopic, endpoint.mqttTopic);
	assert.equal(JSON.parse(payload).message, "hello");
	assert.equal(JSON.parse(payload).sourceURI, `kiicloud://things/${thingID}/topics/test_topic`);
	assert.equal(await status("DELETE", subscription), 204);
	assert.equal(await status("DELETE", subscription), 404);
	assert.equal(await status("DELETE", topic), 204);
	assert.equal(await status("DELETE", topic), 404);
	wire.write(Buffer.from("c000", "hex"));
	assert.equal((await wire.read(2)).toString("hex"), "d000");
	wire.close();
});

test("app topics: made by the administrator, subscribed to by a thing", async () => {
	await using emulator = await createEmulator({ host: "127.0.0.1" });
	const { api, thingID, token, endpoint } = await start(emulator);
	const wire = await listen(emulator, endpoint);
	const admin = await administrator(emulator);
	assert.equal((await send(emulator, "PUT", `${api}/topics/test_topic`, { token: admin })).status, 204);
	const path = `${api}/topics/test_topic/push/subscriptions/things/${thingID}`;
	assert.equal((await send(emulator, "PUT", path, { token, body: "" })).status, 204);
	assert.equal((await send(emulator, "PUT", path, { token, body: "" })).status, 409);
	const message = '{"data":{"n":1},"mqtt":{"enabled":true}}';
	await send(emulator, "POST", `${api}/topics/test_topic/push/messages`, { token: admin, body: message });
	assert.equal(JSON.parse((await wire.readPublish()).payload).n, 1);
	assert.equal((await send(emulator, "DELETE", path, { token })).status, 204);
	wire.close();
});

test("objects: the ETag goes from reply to If-Match as it is, and changes reach a subscriber", async () => {
	await using emulator = await createEmulator({ host: "127.0.0.1" });
	const { api, thingID, token, endpoint } = await start(emulator);
	const wire = await listen(emulator, endpoint);
	const bucket = `${api}/things/${thingID}/buckets/my_bucket`;
	const subscription = `${bucket}/filters/all/push/subscriptions/things/${thingID}`;
	assert.equal((await send(emulator, "PUT", subscription, { token, body: "" })).status, 204);
	assert.equal((await send(emulator, "PUT", subscription, { token, body: "" })).status, 409);
	const posted = await send(emulator, "POST", `${bucket}/objects`, {
		token,
		body: '{"a":1}',
		type: "application/json",
	});
	assert.equal(posted.status, 201);
	assert.equal(posted.headers.etag, '"1"');
	const { objectID } = posted.json();
	assert.equal(JSON.parse((await wire.readPublish()).payload).type, "DATA_OBJECT_CREATED");
	const object = `${bucket}/objects/${objectID}`;
	const change = (method: string, etag: string, body: string) =>
		send(emulator, method, object, { token, body, headers: [`If-Match: ${etag}`] });
	const patched = await change("PATCH", posted.headers.etag ?? "", '{"b":2}');
	assert.equal(patched.status, 200);
	assert.notEqual(patched.headers.etag, posted.headers.etag);
	assert.equal((await change("PATCH", posted.headers.etag ?? "", '{"c":3}')).status, 409);
	assert.equal((await change("PUT", posted.headers.etag ?? "", '{"c":3}')).status, 409);
	const replaced = await change("PUT", patched.headers.etag ?? "", '{"c":3}');
	assert.equal(replaced.status, 200);
	const taken = await send(emulator, "PUT", object, { token, body: "{}", headers: ["If-None-Match: *"] });
	assert.equal(taken.status, 409);
	const fresh = await send(emulator, "PUT", `${bucket}/objects/mine`, { token, body: '{"d":4}' });
	assert.equal(fresh.status, 201);
	const read = (await send(emulator, "GET", object, { token })).json();
	assert.equal(read._id, objectID);
	assert.equal(read.c, 3);
	assert.equal(read.a, undefined);

	const body = await send(emulator, "PUT", `${object}/body`, { token, body: "my body", type: "text/plain" });
	assert.equal(body.status, 200);
	assert.equal((await send(emulator, "GET", `${object}/body`, { token })).body, "my body");
	assert.equal((await send(emulator, "DELETE", object, { token })).status, 204);
	assert.equal((await send(emulator, "GET", object, { token })).status, 404);
	assert.equal((await send(emulator, "DELETE", subscription, { token })).status, 204);
	assert.equal((await send(emulator, "DELETE", subscription, { token })).status, 404);
	wire.close();
});

test("an object of the app is read without credentials", async () => {
	await using emulator = await createEmulator({ host: "127.0.0.1" });
	const { api, token } = await start(emulator);
	const posted = await send(emulator, "POST", `${api}/buckets/test_bucket/objects`, { token, body: '{"a":1}' });
	const { objectID } = posted.json();
	const read = await exchange(
		emulator,
		`GET https://${host}${api}/buckets/test_bucket/objects/${objectID} HTTP/1.1\r\nHOST: ${host}\r\nConnection: Close\r\n\r\n0\r\n\r\n`,
	);
	assert.equal(read.status, 200);
	assert.equal(read.json().a, 1);
});

test("an administrator sets the app up, and two wrong passwords lock the thing out for a while", async () => {
	await using emulator = await createEmulator({ host: "127.0.0.1" });
	const { appID } = emulator.app;
	const api = `/api/apps/${appID}`;
	const admin = await administrator(emulator);
	const parameters = await send(emulator, "PATCH", `${api}/configuration/parameters`, {
		token: admin,
		type: "application/vnd.kii.AppConfigParamsModificationRequest+json",
		body: '{"maxLoginAttempts":2,"loginLockPeriodSeconds":3}',
	});
	assert.ok(parameters.status < 300);
	const registration = '{"_vendorThingID":"test1","_password":"1234","_thingType":"ltest-thing"}';
	const registered = await send(emulator, "POST", `${api}/things`, {
		type: "application/vnd.kii.ThingRegistrationAndAuthorizationRequest+json",
		body: registration,
	});
	assert.equal(registered.status, 201);
	assert.ok(registered.json()._accessToken);
	const logIn = (password: string) =>
		send(emulator, "POST", `${api}/oauth2/token`, {
			type: "application/json",
			body: `{"username":"VENDOR_THING_ID:test1", "password":"${password}", "grant_type":"password"}`,
		});
	for (const password of ["wrong", "wrong", "1234"]) {
		const reply = await logIn(password);
		assert.equal(reply.status, 400);
		if (password === "1234") assert.equal(reply.json().error_description, "The login name is locked");
	}
});
