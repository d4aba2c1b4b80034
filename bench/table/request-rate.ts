import type { MqttClient } from "./mqtt-client.ts";

/** Requests a second of all clients together, each sending its next one when it has the answer. */
export async function requestRate(
	devices: readonly { readonly client: MqttClient; readonly request: Buffer }[],
	requests: number,
): Promise<number> {
	let left = requests;
	const begin = performance.now();
	await Promise.all(
		devices.map(async ({ client, request }) => {
			while (left-- > 0) {
				client.send(request);
				await client.packets(1);
			}
		}),
	);
	return (requests / (performance.now() - begin)) * 1000;
}
