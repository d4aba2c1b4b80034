import { authorize } from "../access/acl.ts";
import type { Core } from "../context.ts";
import { onlyKnown } from "../only-admin.ts";
import type { Caller } from "../principal.ts";
import { resolveSubscriber, type SubscriberPath } from "./subscriber.ts";
import { type TopicAddress, topicSubscribers } from "./subscriber-folder.ts";
import { addSubscription, isSubscribed, removeSubscription } from "./subscription.ts";
import { subscriptionAlreadyExists, subscriptionNotFound } from "./subscription-error.ts";
import { getTopic, topicContext, topicResource } from "./topic.ts";

/**
 * Subscribes a user or thing to a topic (Kii guide, "Subscribing to a Topic"). The right to do so is looked at now, and
 * not again when messages are sent.
 * @throws KiiError UNAUTHORIZED, TOPIC_NOT_FOUND, USER_NOT_FOUND, THING_NOT_FOUND, PUSH_SUBSCRIPTION_ALREADY_EXISTS
 */
export async function subscribeToTopic(
	core: Core,
	caller: Caller,
	address: TopicAddress,
	path: SubscriberPath,
): Promise<void> {
	const { appID } = caller;
	onlyKnown(caller);
	const topic = await getTopic(core, appID, address);
	const subscriber = await resolveSubscriber(core, caller, path);
	await authorize(core, caller, topicResource(address, topic), "SUBSCRIBE_TO_TOPIC");
	const folder = topicSubscribers(appID, address);
	if (!(await addSubscription(core, appID, folder, subscriber))) {
		throw subscriptionAlreadyExists(subscriber, topicContext(appID, address));
	}
	try {
		await getTopic(core, appID, address);
	} catch (error) {
		// Deleted meanwhile: a topic made later under that name must not have this subscriber.
		await removeSubscription(core, appID, folder, subscriber);
		throw error;
	}
}

/** That there is a subscription. @throws KiiError UNAUTHORIZED, TOPIC_NOT_FOUND, PUSH_SUBSCRIPTION_NOT_FOUND, … */
export async function requireTopicSubscription(
	core: Core,
	caller: Caller,
	address: TopicAddress,
	path: SubscriberPath,
): Promise<void> {
	const { appID } = caller;
	onlyKnown(caller);
	await getTopic(core, appID, address);
	const subscriber = await resolveSubscriber(core, caller, path);
	if (await isSubscribed(core, topicSubscribers(appID, address), subscriber)) return;
	throw subscriptionNotFound(subscriber, topicContext(appID, address));
}

/** Errors as {@link requireTopicSubscription}. */
export async function unsubscribeFromTopic(
	core: Core,
	caller: Caller,
	address: TopicAddress,
	path: SubscriberPath,
): Promise<void> {
	const { appID } = caller;
	onlyKnown(caller);
	await getTopic(core, appID, address);
	const subscriber = await resolveSubscriber(core, caller, path);
	if (await removeSubscription(core, appID, topicSubscribers(appID, address), subscriber)) return;
	throw subscriptionNotFound(subscriber, topicContext(appID, address));
}
