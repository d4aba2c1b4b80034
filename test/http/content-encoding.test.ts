// Compressed request bodies, over HTTP and as the bytes of an MQTT payload.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { createEmulator } from "../../src/index.ts";
import { connectDevice, endpointCredentials } from "../helpers/device.ts";
import { createTestHttp } from "../helpers/http.ts";
import { newOwner } from "../helpers/owner.ts";

const basic = `Basic ${Buffer.from("emulator:anything").toString("base64")}`;

async function withThing() {
	const { app } = await createTestHttp({ maxBodySize: 8192 });
	const onboarding = await app.inject({
		method: "POST",
		url: "/thing-if/apps/emulator/onboardings",
		headers: { authorization: basic, "content-type": "application/vnd.kii.OnboardingWithVendorThingIDByThing+json" },
		payload: { vendorThingID: "v1", thingPassword: "pw" },
	});
	const { accessToken, thingID } = onboarding.json();
	const url = `/thing-if/apps/emulator/targets/thing:${thingID}/states`;
	const authorization = `Bearer ${accessToken}`;
	return {
		put: (encoding: string, payload: Buffer, headers = {}) =>
			app.inject({
				method: "PUT",
				url,
				headers: { authorization, "content-type": "application/json", "content-encoding": encoding, ...headers },
				payload,
			}),
		get: async () => (await app.inject({ url, headers: { authorization } })).json(),
	};
}

const state = { text: "ä".repeat(100) };
const text = Buffer.from(JSON.stringify(state));

test("gzip, deflate with and without its header, br, and none by name", async () => {
	for (const [encoding, payload] of [
		["gzip", gzipSync(text)],
		["X-GZIP", gzipSync(text)],
		["deflate", deflateSync(text)],
		["deflate", deflateRawSync(text)],
		["br", brotliCompressSync(text)],
		["identity", text],
	] as const) {
		const { put, get } = await withThing();
		assert.equal((await put(encoding, payload)).statusCode, 201, encoding);
		assert.deepEqual(await get(), state);
	}
});

test("an unknown encoding is 415, and says which are known", async () => {
	const { put } = await withThing();
	for (const encoding of ["zstd", "gzip, gzip", "constructor"]) {
		const reply = await put(encoding, gzipSync(text));
		assert.deepEqual([reply.statusCode, reply.json().errorCode], [415, "UNSUPPORTED_MEDIA_TYPE"]);
		assert.equal(reply.headers["accept-encoding"], "gzip, deflate, br");
	}
});

test("a body that is not what it says is 400", async () => {
	const { put } = await withThing();
	for (const [encoding, payload] of [
		["gzip", text],
		["gzip", gzipSync(text).subarray(0, 20)],
		["deflate", Buffer.from([0xff, 0xff, 0xff])],
		["br", Buffer.from([0xff, 0xff, 0xff])],
	] as const) {
		const reply = await put(encoding, payload);
		assert.deepEqual([reply.statusCode, reply.json().errorCode], [400, "BAD_REQUEST"], encoding);
	}
});

test("what comes out is bounded like a plain body, as is what goes in", async () => {
	const { put } = await withThing();
	for (const payload of [gzipSync(Buffer.alloc(10_000_000, 32)), Buffer.alloc(9000, 32)]) {
		const reply = await put("gzip", payload);
		assert.deepEqual([reply.statusCode, reply.json().errorCode], [413, "REQUEST_TOO_LARGE"]);
	}
});

test("nothing at all, compressed or not, is an empty body", async () => {
	const { put } = await withThing();
	for (const payload of [Buffer.alloc(0), gzipSync("")]) {
		const reply = await put("gzip", payload);
		assert.deepEqual([reply.statusCode, reply.json().errorCode], [400, "EMPTY_BODY"]);
	}
});

test("over MQTT the bytes behind the headers are the body", async () => {
	await using emulator = await createEmulator();
	const owner = await newOwner(emulator);
	const { target, accessToken, mqttEndpoint } = await owner.onboard("v1");
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(mqttEndpoint));
	const topic = `p/${mqttEndpoint.mqttTopic}${target}/states`;
	for (const [encoding, body] of [
		["gzip", gzipSync(text)],
		["deflate", deflateSync(text)],
		["br", brotliCompressSync(text)],
	] as const) {
		const reply = new Promise<string>((resolve) =>
			device.client.once("message", (_topic, payload) => resolve(payload.toString())),
		);
		const head = `PUT\r\nAuthorization: Bearer ${accessToken}\r\nContent-Type: application/json\r\nContent-Encoding: ${encoding}\r\n\r\n`;
		device.client.publish(topic, Buffer.concat([Buffer.from(head), body]));
		assert.match(await reply, /^20[14]\r\n/, encoding);
		assert.deepEqual((await owner.call("GET", `${target}/states`)).body, state);
	}
	await device.close();
});

test("a client that leaves in the middle of such a body is no fault of the emulator", async (t) => {
	let told = (_line: string): void => {};
	const line = new Promise<string>((resolve) => {
		told = resolve;
	});
	const tell = (_: object, message: string) => {
		if (message.startsWith("request ")) told(message);
	};
	const emulator = await createEmulator({ log: { debug: tell, info: tell, warn: tell, error: tell } });
	t.after(() => emulator.close());
	const socket = connect(emulator.ports.http, "127.0.0.1");
	const head = [
		"POST /api/oauth2/token HTTP/1.1",
		"Host: localhost",
		"Content-Type: application/json",
		"Content-Encoding: gzip",
		"Content-Length: 100",
		"Expect: 100-continue",
	];
	socket.write(`${head.join("\r\n")}\r\n\r\n`);
	// It has the head then, and waits for the body.
	await once(socket, "data");
	socket.destroy();
	assert.equal(await line, "request refused: The request ended before it was whole");
});
