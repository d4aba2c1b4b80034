import { Agent, request as httpsRequest } from "node:https";
import type { Emulator } from "../../src/index.ts";
import { connectDevice, endpointCredentials } from "../helpers/device.ts";
import type { OwnedThing } from "../helpers/owner.ts";
import type { Request } from "./rows/row.ts";

export interface Reply {
	readonly status: number;
	readonly body: string;
	readonly mediaType: string | undefined;
}

export interface Wire {
	send(request: Request): Promise<Reply>;
	close(): Promise<void>;
}

export const transports = ["http", "https", "mqtt", "mqtts", "ws", "wss"] as const;

/** A way to send a request: over HTTP(S), or as the thing over MQTT. */
export async function openWire(
	emulator: Emulator,
	transport: (typeof transports)[number],
	thing: OwnedThing,
): Promise<Wire> {
	if (transport === "http") return overHttp(emulator.urls.http);
	if (transport === "https") return overHttps(emulator.urls.https, emulator.ca);
	const device = await connectDevice(emulator, transport, endpointCredentials(thing.mqttEndpoint));
	return {
		async send({ method, path, headers, body }) {
			const reply = await device.request(method, path, { ...headers }, body);
			return { status: reply.status, body: reply.body, mediaType: reply.headers["Content-Type"] };
		},
		close: () => device.close(),
	};
}

function overHttp(url: string): Wire {
	return {
		async send({ method, path, headers = {}, body }) {
			const reply = await fetch(url + path, {
				method,
				headers: { ...headers },
				...(body === undefined ? {} : { body }),
			});
			return {
				status: reply.status,
				body: await reply.text(),
				mediaType: reply.headers.get("content-type") ?? undefined,
			};
		},
		close: async () => {},
	};
}

function overHttps(url: string, ca: string): Wire {
	const agent = new Agent({ ca, keepAlive: true });
	return {
		send: ({ method, path, headers = {}, body }) =>
			new Promise((resolve, reject) => {
				const sent = httpsRequest(url + path, { agent, method, headers: { ...headers } }, (reply) => {
					let text = "";
					reply.setEncoding("utf8").on("data", (chunk: string) => {
						text += chunk;
					});
					reply.on("end", () =>
						resolve({ status: reply.statusCode ?? 0, body: text, mediaType: reply.headers["content-type"] }),
					);
				});
				sent.on("error", reject);
				sent.end(body);
			}),
		close: async () => agent.destroy(),
	};
}
