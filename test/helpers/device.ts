import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import type { Emulator, Urls } from "../../src/index.ts";

export type Transport = Exclude<keyof Urls, "http" | "https">;

/** A reply over MQTT, taken apart. */
export interface TopicReply {
	readonly topic: string;
	readonly status: number;
	/** Names as they were sent. */
	readonly headers: Readonly<Record<string, string>>;
	/** As text; empty when there is none. */
	readonly body: string;
}

/** An MQTT.js client that makes API requests and keeps what is pushed to it. */
export interface Device {
	readonly client: MqttClient;
	/** Publishes a request and takes the next reply on its topic. */
	request(verb: string, path: string, headers?: Record<string, string>, body?: string): Promise<TopicReply>;
	/** The next message on the device's own topic. */
	nextPush(): Promise<unknown>;
	close(): Promise<void>;
}

export interface DeviceCredentials {
	readonly clientId: string;
	readonly username: string;
	readonly password: string;
}

export function anonymousCredentials(emulator: Pick<Emulator, "app">): DeviceCredentials {
	const { appID, appKey } = emulator.app;
	return {
		clientId: "anonymous",
		username: `type=oauth2&client_id=${appID}`,
		password: `client_secret=${appKey}`,
	};
}

export function endpointCredentials(endpoint: Readonly<Record<string, string | number>>): DeviceCredentials {
	const { mqttTopic, username, password } = endpoint;
	return { clientId: `${mqttTopic}`, username: `${username}`, password: `${password}` };
}

export async function connectDevice(
	emulator: Pick<Emulator, "urls" | "ca">,
	transport: Transport,
	credentials: DeviceCredentials,
	options: IClientOptions = {},
): Promise<Device> {
	const client = await mqtt.connectAsync(emulator.urls[transport], {
		reconnectPeriod: 0,
		ca: emulator.ca,
		...credentials,
		...options,
	});
	const { clientId } = credentials;
	const pushed: unknown[] = [];
	const takers: ((payload: unknown) => void)[] = [];
	const replyTakers = new Map<string, ((text: string) => void)[]>();
	client.on("message", (topic, payload) => {
		if (topic !== clientId) return replyTakers.get(topic)?.shift()?.(payload.toString());
		const taker = takers.shift();
		const value = JSON.parse(payload.toString());
		if (taker) taker(value);
		else pushed.push(value);
	});
	return {
		client,
		async request(verb, path, headers = {}, body = "") {
			const topic = `p/${clientId}${path}`;
			const text = await new Promise<string>((resolve) => {
				replyTakers.set(topic, [...(replyTakers.get(topic) ?? []), resolve]);
				const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
				client.publish(topic, [verb, ...lines, "", body].join("\r\n"));
			});
			return parseReply(topic, text);
		},
		nextPush: () =>
			pushed.length > 0 ? Promise.resolve(pushed.shift()) : new Promise((resolve) => takers.push(resolve)),
		close: () => client.endAsync(),
	};
}

/** Resolves when the connection of a device is closed, which it may be already. */
export async function ended({ client }: Device): Promise<void> {
	if (client.connected) await new Promise<void>((resolve) => void client.once("close", resolve));
}

function parseReply(topic: string, text: string): TopicReply {
	const end = text.indexOf("\r\n\r\n");
	const [status = "", ...lines] = text.slice(0, end).split("\r\n");
	const headers = lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]);
	return { topic, status: Number(status), headers: Object.fromEntries(headers), body: text.slice(end + 4) };
}
