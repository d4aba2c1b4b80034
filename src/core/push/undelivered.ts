import type { Core } from "../context.ts";
import type { Outgoing } from "./outgoing.ts";

/** How far a message has come; counted while it is delivered. */
export interface Reach {
	/** Subscribers, or the one receiver of a direct push. */
	receivers: number;
	/** Their installations in the message's environments and networks. */
	installations: number;
	/** Connections that have it, and records of what other networks would have got. */
	delivered: number;
}

/**
 * Says in the log why nobody got a message that somebody has sent: its sender is told 200 all the same. Changes in
 * buckets are left out, as most buckets have no subscriber.
 */
export function logUndelivered({ log }: Core, { appID, kind, pushMessageID, payloads, reach }: Outgoing): void {
	if (pushMessageID === undefined || reach.delivered > 0) return;
	const { MQTT, ANDROID, IOS, JPUSH } = payloads;
	const networks = [MQTT, ANDROID, IOS, JPUSH].some((payload) => payload !== undefined);
	log.info({ appID, kind, pushMessageID }, `push message reached nobody: ${reasonFor(networks, reach)}`);
}

function reasonFor(networks: boolean, { receivers, installations }: Reach): string {
	if (!networks) return 'it enables no network: send "mqtt":{"enabled":true}';
	if (receivers === 0) return "the topic has no subscriber";
	if (installations === 0) return "no receiver has an installation for its networks and environments";
	return "no receiver's client is connected and subscribed to its mqttTopic";
}
