import { type ApiReply, parseReply, requestText } from "./api-text.ts";
import type { MqttLink } from "./mqtt-link.ts";
import { within } from "./waiting.ts";
import type { World } from "./world.ts";

/** Milliseconds for a reply, and how often a request is made that has none, or a 5xx. */
const patience = 5000;
const tries = 3;

/** API requests over one MQTT connection. */
export interface Api {
	/** Undefined when nobody has answered; the connection may be gone then. */
	call(verb: string, path: string, headers: Record<string, string>, body?: string): Promise<ApiReply | undefined>;
	/** Takes a message that came on a topic of a request; false when it answers none. */
	take(topic: string, payload: string): boolean;
}

export function createApi(world: World, link: MqttLink, clientID: string): Api {
	const waiting = new Map<string, (reply: ApiReply) => void>();
	const base = `p/${clientID}/thing-if/apps/${world.appID}`;
	let calls = 0;

	async function once(verb: string, path: string, headers: Record<string, string>, body?: string) {
		const requestID = `${clientID.slice(0, 4)}-${++calls}`;
		const reply = new Promise<ApiReply>((resolve) => void waiting.set(requestID, resolve));
		const payload = requestText(verb, { ...headers, "X-Kii-RequestID": requestID }, body);
		link.send({ cmd: "publish", topic: `${base}${path}`, payload, qos: 0, dup: false, retain: false });
		try {
			return await within(world.clock, patience, reply);
		} finally {
			waiting.delete(requestID);
		}
	}

	return {
		async call(verb, path, headers, body) {
			for (let attempt = 0; attempt < tries && link.isOpen; attempt++) {
				const reply = await once(verb, path, headers, body);
				if (reply !== undefined && reply.status < 500) return reply;
			}
			return undefined;
		},
		take(topic, payload) {
			if (!topic.startsWith(`${base}/`)) return false;
			const reply = parseReply(payload);
			// The ID says which request it answers: replies may come in any order, late, or twice.
			if (reply?.requestID === undefined) return false;
			waiting.get(reply.requestID)?.(reply);
			return true;
		},
	};
}
