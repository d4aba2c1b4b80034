import { connectClient, type Login, type MqttClient } from "./mqtt-client.ts";

/** Connects them all, so many at once. @param packets their CONNECT packets */
export async function connectAll(url: string, packets: readonly Buffer[], atOnce: number): Promise<MqttClient[]> {
	const to = new URL(url);
	const clients: MqttClient[] = [];
	let next = 0;
	const work = async () => {
		for (let index = next++; index < packets.length; index = next++) {
			clients[index] = await connectClient(to, packets[index] as Buffer);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	return clients;
}

/** Of brokers that know nobody. */
export function anyLogins(count: number): Login[] {
	return Array.from({ length: count }, (_, index) => ({ clientId: `client-${index}` }));
}
