import { authorize } from "../access/acl.ts";
import type { Core } from "../context.ts";
import { type BucketAddress, bucketContext, bucketResource, ensureBucket, getBucket } from "../data/bucket.ts";
import { KiiError } from "../errors.ts";
import { onlyKnown } from "../only-admin.ts";
import type { Caller } from "../principal.ts";
import type { TypedID } from "../typed-id.ts";
import { resolveSubscriber, type SubscriberPath } from "./subscriber.ts";
import { bucketSubscribers } from "./subscriber-folder.ts";
import { addSubscription, isSubscribed, removeSubscription } from "./subscription.ts";
import { subscriptionAlreadyExists, subscriptionNotFound } from "./subscription-error.ts";

/** A filter of a bucket; the one there is, `all`, lets every change through. */
export interface FilterAddress extends BucketAddress {
	readonly filterID: string;
}

/**
 * Subscribes a user or thing to the changes in a bucket, which is made now if it is not there (REST reference,
 * "Subscribed user"). The right to do so is looked at now, and not again when something changes.
 * @throws KiiError FILTER_NOT_FOUND, UNAUTHORIZED without the rights to query the bucket and to make one,
 * INVALID_BUCKET, USER_NOT_FOUND, THING_NOT_FOUND, PUSH_SUBSCRIPTION_ALREADY_EXISTS
 */
export async function subscribeToBucket(
	core: Core,
	caller: Caller,
	address: FilterAddress,
	path: SubscriberPath,
): Promise<void> {
	const { appID } = caller;
	const subscriber = await filterSubscriber(core, caller, address, path);
	const bucket = await ensureBucket(core, caller, address);
	await authorize(core, caller, bucketResource(address, bucket), "QUERY_OBJECTS_IN_BUCKET");
	const folder = bucketSubscribers(appID, address);
	if (!(await addSubscription(core, appID, folder, subscriber))) {
		throw subscriptionAlreadyExists(subscriber, bucketContext(appID, address));
	}
	try {
		await getBucket(core, appID, address);
	} catch (error) {
		// Deleted meanwhile: a bucket made later under that name must not have this subscriber.
		await removeSubscription(core, appID, folder, subscriber);
		throw error;
	}
}

/**
 * That there is a subscription; where there is no bucket, there is none (Kii guide, "Checking the Subscription Status").
 * @throws KiiError FILTER_NOT_FOUND, UNAUTHORIZED, USER_NOT_FOUND, THING_NOT_FOUND, PUSH_SUBSCRIPTION_NOT_FOUND
 */
export async function requireBucketSubscription(
	core: Core,
	caller: Caller,
	address: FilterAddress,
	path: SubscriberPath,
): Promise<void> {
	const subscriber = await filterSubscriber(core, caller, address, path);
	if (await isSubscribed(core, bucketSubscribers(caller.appID, address), subscriber)) return;
	throw subscriptionNotFound(subscriber, bucketContext(caller.appID, address));
}

/** Errors as {@link requireBucketSubscription}. */
export async function unsubscribeFromBucket(
	core: Core,
	caller: Caller,
	address: FilterAddress,
	path: SubscriberPath,
): Promise<void> {
	const { appID } = caller;
	const subscriber = await filterSubscriber(core, caller, address, path);
	if (await removeSubscription(core, appID, bucketSubscribers(appID, address), subscriber)) return;
	throw subscriptionNotFound(subscriber, bucketContext(appID, address));
}

async function filterSubscriber(
	core: Core,
	caller: Caller,
	address: FilterAddress,
	path: SubscriberPath,
): Promise<TypedID> {
	onlyKnown(caller);
	if (address.filterID !== "all") {
		const context = bucketContext(caller.appID, address);
		throw new KiiError("FILTER_NOT_FOUND", `The filter ${address.filterID} was not found`, context);
	}
	return resolveSubscriber(core, caller, path);
}
