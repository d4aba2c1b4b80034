import type { Grant } from "./session.ts";

/** Undefined when allowed, else why not. */
export type Denial = string | undefined;

/**
 * API over MQTT: a client publishes below `p/{own client ID}/thing-if/apps/{own app}/` only, compared character by
 * character (Kii guide, "Sending requests over MQTT").
 */
export function whyNotPublish(grant: Grant, clientID: string, topic: string): Denial {
	const own = `p/${clientID}/thing-if/apps/${grant.appID}/`;
	if (topic.startsWith(own)) return undefined;
	const [p, owner, api, apps, appID] = topic.split("/");
	if (topic === clientID) return "a client gets its pushes on this topic, it does not publish on it";
	if (p !== "p") return `API requests are published below ${own}`;
	if (owner !== clientID) return `the second level is not this connection's client ID: publish below ${own}`;
	if (api !== "thing-if" || apps !== "apps")
		return `of the APIs only Thing-IF is there over MQTT: publish below ${own}`;
	if (appID !== grant.appID) return `the app is not the one this client belongs to: publish below ${own}`;
	return `no API path behind the app: publish below ${own}`;
}

/** Push notifications: a client subscribes to exactly its own mqttTopic (Kii guide, "Push notification"). */
export function whyNotSubscribe(grant: Grant, filter: string): Denial {
	if (grant.kind === "onboarding") return "there are no pushes for onboarding clients; replies need no subscription";
	if (filter === grant.mqttTopic) return undefined;
	if (filter.startsWith("p/")) return "replies to API requests need no subscription";
	if (/[+#]/.test(filter)) return `wildcards are not allowed: subscribe to ${grant.mqttTopic}`;
	return `a client subscribes to its own mqttTopic only: ${grant.mqttTopic}`;
}
