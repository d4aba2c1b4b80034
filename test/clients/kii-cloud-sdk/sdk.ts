import { createRequire } from "node:module";
import type { Emulator } from "../../../src/index.ts";
import { connectDevice, type Device, endpointCredentials } from "../../helpers/device.ts";

/** The SDK of an emulator's app. It has no types. */
export type Sdk = ReturnType<typeof JSON.parse>;

/** kii-cloud-sdk from npm, unmodified, told of nothing but the site. Each call gives an SDK with globals of its own. */
export function sdkOf(emulator: Emulator): Sdk {
	const sdk = createRequire(import.meta.url)("kii-cloud-sdk").create();
	sdk.Kii.initializeWithSite(emulator.app.appID, emulator.app.appKey, `${emulator.url}/api`);
	return sdk;
}

export async function register(sdk: Sdk, loginName: string): Promise<Sdk> {
	return sdk.KiiUser.userWithUsername(loginName, "password").register();
}

export function asAdmin(sdk: Sdk, { app }: Emulator): Promise<Sdk> {
	return sdk.Kii.authenticateAsAppAdmin(app.clientID, app.clientSecret);
}

/** An MQTT client of the installation that `installations`, a KiiPushInstallation, makes. */
export async function listen(emulator: Emulator, installations: Sdk, development = false): Promise<Device> {
	const { installationID } = await installations.installMqtt(development);
	const endpoint = await installations.getMqttEndpoint(installationID);
	const device = await connectDevice(emulator, "wss", endpointCredentials(endpoint));
	await device.client.subscribeAsync(endpoint.mqttTopic);
	return device;
}

/** For `assert.rejects`: the SDK puts the errorCode into its message, or, for callbacks, rejects with a text. */
export function withCode(errorCode: string): (error: unknown) => boolean {
	return (error) => {
		const { message = String(error) } = (error ?? {}) as { message?: unknown };
		if (String(message).includes(errorCode)) return true;
		throw new Error(`expected ${errorCode}: ${String(message)}`);
	};
}
