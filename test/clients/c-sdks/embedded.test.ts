// KiiThingSDK-Embedded and thing-if-ThingSDK, byte for byte: HTTP/1.0 with absolute-form targets, `/topic/` for topics of
// the app, `installationType`, subscriptions of "things" without an ID; every field of a reply within their buffers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator, type Emulator } from "../../../src/index.ts";
import { connectPacket, exchange, MqttWire, type RawReply, subscribePacket } from "./wire.ts";

const host = "api.kii.com";

async function send(
	emulator: Emulator,
	method: string,
	path: string,
	token?: string,
	body = "",
	type = "application/json",
	headers: readonly string[] = [],
): Promise<RawReply> {
	const { appID, appKey } = emulator.app;
	const lines = [
		`${method} https://${host}${path} HTTP/1.0`,
		`host: ${host}`,
		`x-kii-appid: ${appID}`,
		`x-kii-appkey: ${appKey}`,
		"x-kii-sdk: sn=tic;sv=1.0.1",
		`content-type: ${type}`,
		...(token === undefined ? [] : [`authorization: bearer ${token}`]),
		...headers,
		`content-length: ${Buffer.byteLength(body)}`,
	];
	const reply = await exchange(emulator, `${lines.join("\r\n")}\r\n\r\n${body}`);
	// It looks for this text, and takes no chunks.
	assert.match(reply.statusLine, /^HTTP\/1\.1 /);
	assert.equal(reply.headers["transfer-encoding"], undefined);
	return reply;
}

async function start(emulator: Emulator) {
	const api = `/api/apps/${emulator.app.appID}`;
	const registration = '{"_vendorThingID":"v1","_password":"1234","_thingType":"LIGHT"}';
	const type = "application/vnd.kii.ThingRegistrationAndAuthorizationRequest+json";
	const registered = await send(emulator, "POST", `${api}/things`, undefined, registration, type);
	assert.equal(registered.status, 201);
	const { _thingID: thingID, _accessToken: token } = registered.json();
	const login = '{"username":"VENDOR_THING_ID:v1","password":"1234"}';
	assert.equal((await send(emulator, "POST", "/api/oauth2/token", undefined, login)).json().id, thingID);
	const installation = await send(
		emulator,
		"POST",
		`${api}/installations`,
		token,
		'{"installationType":"MQTT","development":false}',
		"application/vnd.kii.InstallationCreationRequest+json",
	);
	assert.equal(installation.status, 201);
	const { installationID } = installation.json();
	const endpoint = await send(emulator, "GET", `${api}/installations/${installationID}/mqtt-endpoint`, token);
	// Headers and body together have to fit its buffer.
	assert.ok(endpoint.body.length < 1024);
	const { mqttTopic, username, password, portSSL } = endpoint.json();
	const wire = await MqttWire.open(emulator, portSSL);
	wire.write(connectPacket(mqttTopic, username, password));
	assert.equal((await wire.read(4)).toString("hex"), "20020000");
	wire.write(subscribePacket(mqttTopic));
	assert.equal((await wire.read(5)).toString("hex"), "9003000100");
	return { api, thingID, token, wire };
}

test("a thing subscribes to an app topic under /topic/ and to a bucket, and is told", async () => {
	await using emulator = await createEmulator({ host: "127.0.0.1" });
	const { api, thingID, token, wire } = await start(emulator);
	const { clientID, clientSecret } = emulator.app;
	const login = JSON.stringify({ client_id: clientID, client_secret: clientSecret });
	const admin = (await send(emulator, "POST", "/api/oauth2/token", undefined, login)).json().access_token;
	assert.equal((await send(emulator, "PUT", `${api}/topic/news`, admin)).status, 204);

	const subscriptions = `${api}/topic/news/push/subscriptions/things`;
	assert.equal((await send(emulator, "POST", subscriptions, token)).status, 204);
	assert.equal((await send(emulator, "POST", subscriptions, token)).status, 409);
	const message = '{"data":{"MsgBody":"HelloWorld"},"mqtt":{"enabled":true}}';
	const type = "application/vnd.kii.SendPushMessageRequest+json";
	const sent = await send(emulator, "POST", `${api}/topics/news/push/messages`, admin, message, type);
	assert.equal(sent.status, 200);
	assert.equal(JSON.parse((await wire.readPublish()).payload).MsgBody, "HelloWorld");
	assert.equal((await send(emulator, "DELETE", `${subscriptions}/${thingID}`, token)).status, 204);

	const bucket = `${api}/things/${thingID}/buckets/notes`;
	const onBucket = `${bucket}/filters/all/push/subscriptions/things`;
	assert.equal((await send(emulator, "POST", onBucket, token)).status, 204);
	assert.equal((await send(emulator, "POST", `${bucket}/objects`, token, '{"a":1}')).status, 201);
	assert.equal(JSON.parse((await wire.readPublish()).payload).bucketID, "notes");
	assert.equal((await send(emulator, "DELETE", `${onBucket}/${thingID}`, token)).status, 204);
	wire.close();
});

test("an object body in chunks", async () => {
	await using emulator = await createEmulator({ host: "127.0.0.1" });
	const { api, thingID, token, wire } = await start(emulator);
	wire.close();
	const objects = `${api}/things/${thingID}/buckets/notes/objects`;
	const { objectID } = (await send(emulator, "POST", objects, token, "{}")).json();
	const uploads = `${objects}/${objectID}/body/uploads`;
	const type = "application/vnd.kii.startobjectbodyuploadrequest+json";
	const started = await send(emulator, "POST", uploads, token, "{}", type);
	assert.equal(started.status, 200);
	const upload = `${uploads}/${started.json().uploadID}`;
	for (const [part, range] of [
		["hello ", "bytes=0-5/11"],
		["world", "bytes=6-10/11"],
	] as const) {
		const headers = [`Content-Range: ${range}`];
		const reply = await send(emulator, "PUT", `${upload}/data`, token, part, "text/plain", headers);
		assert.equal(reply.status, 204);
	}
	assert.ok((await send(emulator, "POST", `${upload}/status/committed`, token)).status < 300);
	const read = await send(emulator, "GET", `${objects}/${objectID}/body`, token);
	assert.equal(read.status, 200);
	assert.equal(read.body, "hello world");
});
