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

/** A lamp of a test's app with an owner, connected and subscribed. */
export async function startLamp(emulator: Contracted, app: TestApp, vendorThingID = "lamp"): Promise<Lamp> {
	const { appID } = app;
	const owner = await app.newOwner();
	const { thingID, accessToken, mqttEndpoint } = await owner.onboard({ vendorThingID, thingPassword: "secret" });
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(mqttEndpoint));
	await device.client.subscribeAsync(mqttEndpoint.mqttTopic);
	const target = `/thing-if/apps/${appID}/targets/thing:${thingID}`;
	const headers = { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" };
	return {
		thingID,
		token: accessToken,
		userID: owner.userID,
		device,
		target,
		put: async (path, body) => (await device.request("PUT", target + path, headers, JSON.stringify(body))).status,
		command: (power) => owner.sendCommand(thingID, [{ turnPower: power }], { schema: "lamp", schemaVersion: 1 }),
	};
}
