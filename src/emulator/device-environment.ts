import type { Transport } from "../conformance/case.ts";
import type { Emulator } from "../emulator.ts";
import type { IssuedEndpoint } from "./issue-endpoint.ts";

const schemes = { tcp: "mqtt", tls: "mqtts", ws: "ws", wss: "wss" } as const;

export interface DeviceEnvironmentOptions {
	readonly emulator: Emulator;
	readonly transport: Transport;
	readonly endpoint: IssuedEndpoint;
	/** File with the CA in PEM. */
	readonly caFile: string;
	readonly vendorThingID: string;
}

/** The variables by which a device program learns where the emulator is, and as whom it may connect. */
export function deviceEnvironment(options: DeviceEnvironmentOptions): Record<string, string> {
	const { emulator, transport, endpoint, caFile, vendorThingID } = options;
	const url = emulator.urls[schemes[transport]];
	const { hostname, port } = new URL(url);
	return {
		KII_APP_ID: emulator.app.appID,
		KII_APP_KEY: emulator.app.appKey,
		KII_BASE_URL: emulator.url,
		KII_HTTPS_URL: emulator.urls.https,
		KII_TRANSPORT: transport,
		KII_MQTT_URL: url,
		KII_MQTT_HOST: hostname.replace(/^\[|\]$/g, ""),
		KII_MQTT_PORT: port,
		KII_CA_FILE: caFile,
		KII_VENDOR_THING_ID: vendorThingID,
		KII_MQTT_CLIENT_ID: endpoint.mqttTopic,
		KII_MQTT_TOPIC: endpoint.mqttTopic,
		KII_MQTT_USERNAME: endpoint.username,
		KII_MQTT_PASSWORD: endpoint.password,
		KII_THING_ID: endpoint.thingID,
		KII_ACCESS_TOKEN: endpoint.accessToken,
	};
}
