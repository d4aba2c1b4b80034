// The address of the broker that clients are told, changed while the emulator runs.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { connect as connectTls } from "node:tls";
import { createEmulator, type Emulator } from "../../src/index.ts";
import { anonymousCredentials, connectDevice } from "../helpers/device.ts";
import { call } from "../helpers/owner.ts";

const address = { host: "mqtt.example.test", portTCP: 11_883, portSSL: 18_883, portWS: 11_470, portWSS: 11_473 };
const type = "application/vnd.kii.OnboardingWithVendorThingIDByThing+json";
const path = "/thing-if/apps/emulator/onboardings";
const thing = { vendorThingID: "lamp", thingPassword: "1234" };

const advertise = (emulator: Emulator, method: string, body?: object) =>
	call(emulator, undefined, method, "/_emulator/advertised", body);

function told(reply: Readonly<Record<string, unknown>>): object {
	return Object.fromEntries(Object.keys(address).map((key) => [key, reply[key]]));
}

test("the next onboarding and endpoint replies carry it, over HTTP and MQTT; DELETE takes it back", async () => {
	await using emulator = await createEmulator();
	const { appID, appKey } = emulator.app;
	const authorization = `Basic ${btoa(`${appID}:${appKey}`)}`;
	const onboard = async () => {
		const headers = { "Content-Type": type, Authorization: authorization };
		const reply = await fetch(emulator.url + path, { method: "POST", headers, body: JSON.stringify(thing) });
		return (await reply.json()) as { accessToken: string; mqttEndpoint: Record<string, unknown> };
	};
	const before = told((await onboard()).mqttEndpoint);
	assert.deepEqual((await advertise(emulator, "PUT", address)).body, address);
	assert.deepEqual(emulator.advertised.get(), address);
	const { accessToken, mqttEndpoint } = await onboard();
	assert.deepEqual(told(mqttEndpoint), address);
	const endpointPath = `/api/apps/${appID}/installations/${mqttEndpoint.installationID}/mqtt-endpoint`;
	assert.deepEqual(told((await call(emulator, accessToken, "GET", endpointPath)).body), address);
	const device = await connectDevice(emulator, "mqtt", anonymousCredentials(emulator));
	const reply = await device.request("POST", path, { "Content-Type": type }, JSON.stringify(thing));
	assert.deepEqual(told(JSON.parse(reply.body).mqttEndpoint), address);
	await device.close();

	await emulator.reset();
	assert.deepEqual((await advertise(emulator, "GET")).body, address);
	assert.equal((await advertise(emulator, "DELETE")).body.host, "*");
	assert.deepEqual(told((await onboard()).mqttEndpoint), before);
});

test("what is not said is that of the settings, and a port 0 the bound one", async () => {
	await using emulator = await createEmulator({ advertisedHost: "a.test", advertisedMqttPort: 1 });
	const { ports } = emulator;
	const bound = { portSSL: ports.tls, portWS: ports.ws, portWSS: ports.wss };
	assert.deepEqual(await emulator.advertised.set({}), { host: "a.test", portTCP: 1, ...bound });
	assert.deepEqual(await emulator.advertised.set({ portTCP: 0 }), { host: "a.test", portTCP: ports.tcp, ...bound });
});

for (const wrong of [{ host: "http://a.test" }, { portTCP: 65_536 }, { portWS: 1.5 }, { port: 1 }]) {
	test(`${JSON.stringify(wrong)} is refused`, async () => {
		await using emulator = await createEmulator();
		const { status, body } = await advertise(emulator, "PUT", wrong);
		assert.deepEqual([status, body.errorCode], [400, "INVALID_INPUT_DATA"]);
		assert.equal(emulator.advertised.get().host, "*");
	});
}

test("a host that is said is in the certificate of new handshakes, under the same CA", async () => {
	await using emulator = await createEmulator();
	const { ca, ports } = emulator;
	for (const host of [address.host, "192.0.2.7"]) {
		await emulator.advertised.set({ host });
		for (const port of [ports.tls, ports.wss, ports.https]) {
			const servername = host === address.host ? { servername: host } : {};
			const checked =
				host === address.host
					? {}
					: {
							checkServerIdentity: (_: string, cert: { subjectaltname?: string }) => {
								assert.match(cert.subjectaltname ?? "", /IP Address:192\.0\.2\.7/);
								return undefined;
							},
						};
			const socket = connectTls({ port, host: "127.0.0.1", ca, ...servername, ...checked });
			await once(socket, "secureConnect");
			assert.ok(socket.authorized);
			socket.destroy();
		}
	}
});
