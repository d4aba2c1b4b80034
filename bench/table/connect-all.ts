import { type Login, type MqttClient, openClient } from "./mqtt-client.ts";

/** Connects them all, so many at once. */
export async function connectAll(url: string, logins: readonly Login[], atOnce: number): Promise<MqttClient[]> {
	const clients: MqttClient[] = [];
	let next = 0;
	const work = async () => {
		for (let index = next++; index < logins.length; index = next++) {
			clients[index] = await openClient(url, logins[index] as Login);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	return clients;
}

/** Of brokers that know nobody. */
export function anyLogins(count: number): Login[] {
	return Array.from({ length: count }, (_, index) => ({ clientId: `client-${index}` }));
}
