import { type ApiReply, parseReply, requestText } from "./api-text.ts";
import type { Flaws } from "./flaws.ts";
import type { MqttLink } from "./mqtt-link.ts";
import { sleep, within } from "./waiting.ts";
import type { World } from "./world.ts";

/** Milliseconds for a reply, how often a request is made that has none, or a 5xx, and the pause before the next time. */
const patience = 5000;
const tries = 3;
const pause = 1000;

/** API requests over one MQTT connection. */
export interface Api {
	/** Undefined when nobody has answered; the connection may be gone then. */
	call(verb: string, path: string, headers: Record<string, string>, body?: string): Promise<ApiReply | undefined>;
	/** Takes a message that came on a topic of a request; false when it answers none. */
	take(topic: string, payload: string): boolean;
}

interface Waiting {
	readonly topic: string;
	take(reply: ApiReply): void;
}

export function createApi(world: World, link: MqttLink, clientID: string, flaws: Flaws): Api {
	const waiting = new Map<string, Waiting>();
	const givenUp = new Set<string>();
	const base = `p/${clientID}/thing-if/apps/${world.appID}`;
	let calls = 0;
	/** Of a device that makes one request at a time, and waits for its reply for ever. */
	let line: Promise<unknown> = Promise.resolve();

	async function once(verb: string, path: string, headers: Record<string, string>, body?: string) {
		const requestID = `${clientID.slice(0, 4)}-${++calls}`;
		const topic = `${base}${path}`;
		const reply = new Promise<ApiReply>((resolve) => void waiting.set(requestID, { topic, take: resolve }));
		const isState = path.endsWith("/states");
		const verbLine = isState && flaws.has("api-request-form") ? `${verb} ${path} HTTP/1.1` : verb;
		const payload = requestText(verbLine, { ...headers, "X-Kii-RequestID": requestID }, body);
		const qos = isState && flaws.has("qos-publish") ? 1 : 0;
		const send = (to: string) =>
			link.send({ cmd: "publish", topic: to, payload, qos, messageId: calls, dup: false, retain: false });
		send(topic);
		if (isState && flaws.has("api-own-topic")) send(topic.replace(clientID, "device-1"));
		// No PUBACK: once more.
		if (isState && flaws.has("qos-no-puback")) void sleep(world.clock, pause).then(() => send(topic));
		try {
			if (flaws.has("api-reply-missing")) return await Promise.race([reply, link.closed.then(() => undefined)]);
			return await within(world.clock, patience, reply);
		} finally {
			waiting.delete(requestID);
			givenUp.add(requestID);
		}
	}

	/** Whether it must be asked again. */
	const isTransient = ({ status }: ApiReply) => status >= 500 || (status >= 400 && flaws.has("api-reply-4xx"));

	async function call(...request: Parameters<Api["call"]>): Promise<ApiReply | undefined> {
		for (let attempt = 0; attempt < tries && link.isOpen; attempt++) {
			const reply = await once(...request);
			if (reply !== undefined && !isTransient(reply)) return reply;
			if (reply !== undefined && flaws.has(`api-reply-${Math.floor(reply.status / 100)}xx`)) attempt = 0;
			if (reply !== undefined) await sleep(world.clock, flaws.has("api-reply-5xx") ? pause / 4 : pause);
		}
		return undefined;
	}

	function waitingFor({ requestID = "" }: ApiReply, topic: string): Waiting | undefined {
		const mine = waiting.get(requestID);
		const all = [...waiting.values()];
		if (mine !== undefined && flaws.has("api-reply-reordered")) return all[0];
		if (mine === undefined && !givenUp.has(requestID) && flaws.has("api-request-id")) {
			return all.find((each) => each.topic === topic);
		}
		return mine;
	}

	return {
		call(...request) {
			if (!flaws.has("api-reply-missing")) return call(...request);
			const called = line.then(() => call(...request));
			line = called;
			return called;
		},
		take(topic, payload) {
			if (!topic.startsWith(`${base}/`)) return false;
			if (flaws.has("api-reply-large") && payload.length > 65_536) throw new Error("the buffer is too small");
			const reply = parseReply(payload);
			// The ID says which request it answers: replies may come in any order, late, or twice.
			if (reply?.requestID === undefined) return false;
			if (givenUp.has(reply.requestID) && flaws.has("api-reply-late")) throw new Error("nobody waits for this reply");
			waitingFor(reply, topic)?.take(reply);
			return true;
		},
	};
}
