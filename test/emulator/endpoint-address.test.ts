import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import mqtt from "mqtt";
import { createEmulator, type Emulator } from "../../src/index.ts";
import { anonymousCredentials, connectDevice } from "../helpers/device.ts";

const path = "/thing-if/apps/emulator/onboardings";
const type = "application/vnd.kii.OnboardingWithVendorThingIDByThing+json";
const body = JSON.stringify({ vendorThingID: "v1", thingPassword: "pw" });

/** Onboards over HTTP under a Host header of choice; gives the endpoint's host and ports. */
function endpointOverHttp(emulator: Emulator, host: string): Promise<Record<string, unknown>> {
	const headers = { host, "content-type": type, authorization: `Basic ${btoa("emulator:k")}` };
	return new Promise((resolve, reject) => {
		const sent = request(emulator.url + path, { method: "POST", headers }, (reply) => {
			let text = "";
			reply.on("data", (chunk) => {
				text += chunk;
			});
			reply.on("end", () => resolve(JSON.parse(text).mqttEndpoint));
		});
		sent.on("error", reject);
		sent.end(body);
	});
}

/** The same over MQTT, on TCP or at the URL of a WebSocket. */
async function endpointOverMqtt(emulator: Emulator, ws?: string): Promise<Record<string, unknown>> {
	const credentials = anonymousCredentials(emulator);
	const device =
		ws === undefined
			? await connectDevice(emulator, "mqtt", credentials)
			: await connectDevice({ ...emulator, urls: { ...emulator.urls, ws } }, "ws", credentials);
	const reply = await device.request("POST", path, { "Content-Type": type }, body);
	await device.close();
	return JSON.parse(reply.body).mqttEndpoint;
}

test("by default a client is told the host by which it came, and the bound ports", async () => {
	await using emulator = await createEmulator();
	const { ports } = emulator;
	const bound = { portTCP: ports.tcp, portSSL: ports.tls, portWS: ports.ws, portWSS: ports.wss };
	for (const [header, host] of [
		["localhost:8080", "localhost"],
		["api-jp.kii.com", "api-jp.kii.com"],
		["[::1]:8080", "::1"],
	] as const) {
		const { host: told, portTCP, portSSL, portWS, portWSS } = await endpointOverHttp(emulator, header);
		assert.deepEqual({ told, portTCP, portSSL, portWS, portWSS }, { told: host, ...bound });
	}
	assert.equal((await endpointOverMqtt(emulator)).host, "127.0.0.1");
	const { host } = await endpointOverMqtt(emulator, `ws://localhost:${ports.ws}/mqtt`);
	assert.equal(host, "localhost");
});

test("an advertised host and ports are told instead, each on its own", async () => {
	await using emulator = await createEmulator({ advertisedHost: "broker.example", advertisedMqttPort: 11_883 });
	for (const endpoint of [await endpointOverHttp(emulator, "localhost"), await endpointOverMqtt(emulator)]) {
		assert.equal(endpoint.host, "broker.example");
		assert.equal(endpoint.portTCP, 11_883);
		assert.equal(endpoint.portSSL, emulator.ports.tls);
	}
});

test("the certificate holds for localhost, Kii's hosts and the advertised one, with the CA handed out", async () => {
	await using emulator = await createEmulator({ advertisedHost: "broker.example" });
	const ca = await (await fetch(`${emulator.url}/_emulator/ca.pem`)).text();
	assert.equal(ca, emulator.ca);
	for (const servername of [
		"localhost",
		"broker.example",
		"api-jp.kii.com",
		"mqtt-us.kii.com",
		"jp-mqtt-0123.kii.com",
	]) {
		const client = await mqtt.connectAsync({
			protocol: "mqtts",
			host: "127.0.0.1",
			port: emulator.ports.tls,
			servername,
			ca,
			...anonymousCredentials(emulator),
		});
		await client.endAsync();
	}
	await assert.rejects(
		mqtt.connectAsync({
			protocol: "mqtts",
			host: "127.0.0.1",
			port: emulator.ports.tls,
			servername: "elsewhere.example",
			ca,
			reconnectPeriod: 0,
			...anonymousCredentials(emulator),
		}),
		/elsewhere\.example/,
	);
});
