// What devices say that is secret, on every transport of MQTT, in good order and not.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import mqtt from "mqtt";
import { generate } from "mqtt-packet";
import { WebSocket } from "ws";
import type { Emulator } from "../../../src/index.ts";
import { connectDevice, endpointCredentials, type Transport } from "../../helpers/device.ts";
import type { KnownSecrets } from "./known-secrets.ts";

type Endpoint = Readonly<Record<string, string | number>>;

export interface SecretDevicesOptions {
	readonly emulator: Emulator;
	readonly secrets: KnownSecrets;
	readonly app: { readonly appID: string; readonly appKey: string };
	/** What the onboarding of a thing has answered, and its body. */
	readonly thing: { readonly thingID: string; readonly accessToken: string; readonly mqttEndpoint: Endpoint };
	readonly vendorThing: { readonly vendorThingID: string; readonly thingPassword: string };
	/** Of an installation of a user, whose token it is. */
	readonly endpoint: Endpoint;
	readonly token: string;
}

export async function secretDevices(options: SecretDevicesOptions): Promise<void> {
	const { emulator, secrets, app, thing, vendorThing, endpoint, token } = options;
	const { appID, appKey } = app;
	const thingIf = `/thing-if/apps/${appID}`;
	const { own } = secrets;
	const wrong = own("wrong");
	const type = "application/vnd.kii.OnboardingWithVendorThingIDByThing+json";
	// The same over MQTT, on every transport.
	const target = `${thingIf}/targets/thing:${thing.thingID}/states`;
	for (const transport of ["mqtt", "mqtts", "ws", "wss"] satisfies Transport[]) {
		const device = await connectDevice(emulator, transport, endpointCredentials(thing.mqttEndpoint));
		const Authorization = `Bearer ${thing.accessToken}`;
		const json = { Authorization, "Content-Type": "application/json" };
		assert.ok((await device.request("PUT", target, json, `{"password":"${own("state")}"}`)).status < 300);
		await device.request("GET", target, { Authorization: `Bearer ${thing.accessToken}x` });
		await device.request("GET", target, { ...json, Prefer: `code=503, token=${thing.accessToken}` });
		await device.request("PUT", target, json, `{"accessToken":"${thing.accessToken}`);
		await device.request(
			"POST",
			`${thingIf}/onboardings`,
			{ ...json, "Content-Type": type },
			JSON.stringify(vendorThing),
		);
		await device.client.publishAsync(
			"elsewhere",
			`GET\r\nAuthorization: ${Authorization}\r\n\r\n{"password":"${wrong}"}`,
		);
		await device.client.publishAsync(
			`p/${thing.mqttEndpoint.mqttTopic}${target}`,
			`PUT\nauthorization:${Authorization}\n\n\xff`,
			{ qos: 2, retain: true },
		);
		await device.close();
		const username = `type=oauth2&client_id=${appID}`;
		const newcomer = await connectDevice(emulator, transport, {
			clientId: "anonymous",
			username,
			password: `client_secret=${appKey}`,
		});
		const onboarding = { vendorThingID: `new-${transport}`, thingPassword: own(transport) };
		const reply = await newcomer.request(
			"POST",
			`${thingIf}/onboardings`,
			{ "Content-Type": type },
			JSON.stringify(onboarding),
		);
		assert.equal(reply.status, 200);
		secrets.takenFrom(JSON.parse(reply.body));
		await newcomer.close();
		const will = {
			topic: "will",
			payload: Buffer.from(`Authorization: ${Authorization}`),
			qos: 0 as const,
			retain: false,
		};
		for (const different of [{ password: wrong }, { username: "somebody" }, { will }]) {
			const options = { reconnectPeriod: 0, ca: emulator.ca, ...endpointCredentials(endpoint), ...different };
			await mqtt.connectAsync(emulator.urls[transport], options).then(
				(client) => client.endAsync(true),
				() => {},
			);
		}
	}

	// What is not even HTTP, MQTT or a WebSocket.
	const login2 = { username: `${endpoint.username}`, password: Buffer.from(`${endpoint.password}`) };
	const connecting = generate({
		cmd: "connect",
		protocolId: "MQTT",
		clientId: "x",
		clean: true,
		keepalive: 0,
		...login2,
	});
	const broken = [Buffer.from(connecting), Buffer.from(connecting), connecting.subarray(0, -1)] as const;
	broken[0].writeUInt8((broken[0][9] ?? 0) | 1, 9); // a flag that must not be set
	broken[1].writeUInt8(9, 8); // a protocol level that there is not
	for (const port of Object.values(emulator.ports)) {
		for (const bytes of [
			...broken,
			`GET /x?token=${token} HTTP/1.1\nAuthorization: Bearer ${token}\r\nA B: c\r\n\r\n`,
		]) {
			const socket = connect(port, "127.0.0.1")
				.on("error", () => {})
				.resume();
			socket.end(bytes);
			await once(socket, "close");
		}
	}
	const socket = new WebSocket(`${emulator.urls.ws}?access_token=${token}`, [token]);
	await once(socket, "error");
}
