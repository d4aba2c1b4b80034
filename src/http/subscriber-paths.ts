import type { SubscriberPath } from "../core/push/subscriber.ts";

/** What follows a topic or filter: the collections of its subscribers, with words for `config.call`. */
export const subscriberPaths: readonly {
	readonly path: string;
	readonly kind: SubscriberPath["kind"];
	readonly words: string;
}[] = [
	{ path: "/push/subscriptions/users", kind: "users", words: "a user" },
	{ path: "/push/subscriptions/things", kind: "things", words: "a thing" },
];
