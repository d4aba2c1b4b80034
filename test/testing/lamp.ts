import type { TestApp } from "../../src/testing.ts";
import { connectDevice, type Device, endpointCredentials } from "../helpers/device.ts";
import type { Contracted } from "./contract.ts";

export interface Lamp {
	readonly thingID: string;
	readonly token: string;
	readonly userID: string;
	readonly device: Device;
	/** Path of the lamp's target. */
	readonly target: string;
	/** Publishes a request of the lamp. */
	put(path: string, body: unknown): Promise<number>;
	/** Has its owner send a command. */
	command(power: boolean): Promise<string>;
}

const kii = (name: string) => `application/vnd.kii.${name}+json`;

/** A lamp of a test's app with an owner, connected and subscribed. */
export async function startLamp(emulator: Contracted, app: TestApp, vendorThingID = "lamp"): Promise<Lamp> {
	const { appID } = app;
	const owner = { loginName: `owner-of-${vendorThingID}`, password: "1234" };
	const { userID, _accessToken } = await app.call<{ userID: string; _accessToken: string }>(
		"POST",
		`/api/apps/${appID}/users`,
		owner,
		{ contentType: kii("RegistrationAndAuthorizationRequest") },
	);
	const { thingID, accessToken, mqttEndpoint } = await app.call<{
		thingID: string;
		accessToken: string;
		mqttEndpoint: Record<string, string | number>;
	}>(
		"POST",
		`/thing-if/apps/${appID}/onboardings`,
		{ vendorThingID, thingPassword: "secret", owner: `user:${userID}` },
		{ token: _accessToken, contentType: kii("OnboardingWithVendorThingIDByOwner") },
	);
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(mqttEndpoint));
	await device.client.subscribeAsync(String(mqttEndpoint.mqttTopic));
	const target = `/thing-if/apps/${appID}/targets/thing:${thingID}`;
	const headers = { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" };
	return {
		thingID,
		token: accessToken,
		userID,
		device,
		target,
		put: async (path, body) => (await device.request("PUT", target + path, headers, JSON.stringify(body))).status,
		async command(power) {
			const actions = [{ turnPower: power }];
			const command = { schema: "lamp", schemaVersion: 1, issuer: `user:${userID}`, actions };
			const sent = await app.call<{ commandID: string }>("POST", `${target}/commands`, command, {
				token: _accessToken,
			});
			return sent.commandID;
		},
	};
}
