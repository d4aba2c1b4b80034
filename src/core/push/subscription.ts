import type { Core } from "../context.ts";
import type { BucketAddress } from "../data/bucket.ts";
import { otherRequests } from "../other-requests.ts";
import { read, recordKey } from "../records.ts";
import { type TypedID, typedIDText } from "../typed-id.ts";
import { bucketSubscribers, type TopicAddress, topicSubscribers } from "./subscriber-folder.ts";

// Each subscription is two records: one in the folder of what is subscribed to, and under the subscriber one whose value
// is the key of the first.

const batch = 500;

function subscriberKey(folder: string, subscriber: TypedID): string {
	return `${folder}/${encodeURIComponent(typedIDText(subscriber))}`;
}

function ownSubscriptions(appID: string, subscriber: TypedID, ...key: readonly string[]): string {
	return recordKey(appID, "subscription", typedIDText(subscriber), ...key);
}

/** False when there is such a subscription already. */
export async function addSubscription(
	core: Core,
	appID: string,
	folder: string,
	subscriber: TypedID,
): Promise<boolean> {
	const key = subscriberKey(folder, subscriber);
	return core.store.commit([
		{ key, value: subscriber, expect: 0 },
		{ key: ownSubscriptions(appID, subscriber, key), value: key },
	]);
}

export async function isSubscribed(core: Core, folder: string, subscriber: TypedID): Promise<boolean> {
	return (await read(core, subscriberKey(folder, subscriber))) !== undefined;
}

/** False when there was no such subscription. */
export async function removeSubscription(
	core: Core,
	appID: string,
	folder: string,
	subscriber: TypedID,
): Promise<boolean> {
	const key = subscriberKey(folder, subscriber);
	const entry = await core.store.get(key);
	if (entry === undefined) return false;
	return core.store.commit([
		{ key, value: undefined, expect: entry.version },
		{ key: ownSubscriptions(appID, subscriber, key), value: undefined },
	]);
}

/** Ends every subscription to a topic that is deleted. */
export async function deleteTopicSubscribers(core: Core, appID: string, address: TopicAddress): Promise<void> {
	await deleteSubscribers(core, appID, topicSubscribers(appID, address));
}

/** Ends every subscription to a bucket that is deleted. */
export async function deleteBucketSubscribers(core: Core, appID: string, address: BucketAddress): Promise<void> {
	await deleteSubscribers(core, appID, bucketSubscribers(appID, address));
}

async function deleteSubscribers(core: Core, appID: string, folder: string): Promise<void> {
	for (;;) {
		const entries = await core.store.list<TypedID>(folder, { limit: batch });
		if (entries.length === 0) return;
		await core.store.commit(
			entries
				.flatMap(({ key, value }) => [key, ownSubscriptions(appID, value, key)])
				.map((key) => ({ key, value: undefined })),
		);
		await otherRequests();
	}
}

/** Ends every subscription of a user or thing that is deleted. */
export async function deleteSubscriptionsOf(core: Core, appID: string, subscriber: TypedID): Promise<void> {
	for (;;) {
		const entries = await core.store.list<string>(ownSubscriptions(appID, subscriber), { limit: batch });
		if (entries.length === 0) return;
		await core.store.commit(
			entries.flatMap(({ key, value }) => [key, value]).map((key) => ({ key, value: undefined })),
		);
		await otherRequests();
	}
}
