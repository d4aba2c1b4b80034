import { whyNotSubscribe } from "./authorization.ts";
import { generate } from "./packets/generate.ts";
import type { SubscribePacket, UnsubscribePacket } from "./packets/subscribe.ts";
import type { Grant } from "./session.ts";

export interface DecidedSubscribe {
	/** The SUBSCRIBE for aedes. */
	readonly packet: Buffer;
	/** True when it holds the client's own topic. */
	readonly subscribes: boolean;
	readonly refused: readonly { readonly filter: string; readonly reason: string }[];
}

const granted = "granted/";
const refused = "refused/";

/**
 * A SUBSCRIBE as aedes is to see it: at QoS 0, because it grants what is asked for; and each filter but the first of the
 * client's own topic under a name that is the decision, because aedes returns one code for filters that are the same,
 * where each needs its own [MQTT-3.8.4-5], and refuses long ones by closing.
 * MQTT 3.1 has no failure code: there a filter is granted and nothing ever comes on it.
 */
export function decideSubscribe(
	grant: Grant,
	level: 3 | 4,
	{ packetID, subscriptions }: SubscribePacket,
): DecidedSubscribe {
	const refusals = [];
	let subscribes = false;
	const decided = [];
	for (const [index, { filter }] of subscriptions.entries()) {
		const reason = whyNotSubscribe(grant, filter);
		if (reason !== undefined) refusals.push({ filter, reason });
		const own: boolean = reason === undefined && !subscribes;
		subscribes ||= own;
		const topic = own ? filter : `${reason === undefined || level === 3 ? granted : refused}${index}`;
		decided.push({ topic, qos: 0 as const });
	}
	const packet = generate({ cmd: "subscribe", messageId: packetID, subscriptions: decided });
	return { packet, subscribes, refused: refusals };
}

/** The decision on a filter of {@link decideSubscribe}, for aedes' hook `authorizeSubscribe`. */
export function isGranted(filter: string): boolean {
	return !filter.startsWith(refused);
}

/** An UNSUBSCRIBE as aedes is to see it; whether it holds the client's own topic. */
export function decideUnsubscribe(grant: Grant, { packetID, filters }: UnsubscribePacket) {
	const own = filters.find((filter) => whyNotSubscribe(grant, filter) === undefined);
	const packet = generate({ cmd: "unsubscribe", messageId: packetID, unsubscriptions: [own ?? refused] });
	return { packet, unsubscribes: own !== undefined };
}
