import { createHash } from "node:crypto";

interface Message {
	readonly packetID: number;
	readonly topic: string;
	readonly payload: Uint8Array;
}

/**
 * Which messages at QoS 1 and 2 were carried out, by client ID. A client that reconnects sends again, with DUP set, what
 * it has no acknowledgement for (MQTT 3.1.1, 4.4); no session is kept here that would tell.
 */
export interface CarriedOut {
	has(clientID: string, message: Message): boolean;
	add(clientID: string, message: Message): void;
	/** Forgets what some clients have sent, all without `clientIDs`. */
	forget(clientIDs?: readonly string[]): void;
}

/** Client libraries have few messages in flight; 20 is mosquitto's default. */
const messagesOfOneClient = 32;
const clients = 1024;

export function rememberCarriedOut(): CarriedOut {
	const digests = new Map<string, Map<number, string>>();
	return {
		has: (clientID, message) => digests.get(clientID)?.get(message.packetID) === digestOf(message),
		add(clientID, message) {
			const ofClient = digests.get(clientID) ?? new Map<number, string>();
			setLast(digests, clientID, ofClient, clients);
			setLast(ofClient, message.packetID, digestOf(message), messagesOfOneClient);
		},
		forget(clientIDs = [...digests.keys()]) {
			for (const clientID of clientIDs) digests.delete(clientID);
		},
	};
}

/** Sets an entry as the youngest, and drops the oldest above `limit`. */
function setLast<K, V>(map: Map<K, V>, key: K, value: V, limit: number): void {
	map.delete(key);
	map.set(key, value);
	if (map.size <= limit) return;
	for (const oldest of map.keys()) {
		map.delete(oldest);
		return;
	}
}

function digestOf({ topic, payload }: Message): string {
	return createHash("sha256").update(topic).update("\0").update(payload).digest("base64");
}
