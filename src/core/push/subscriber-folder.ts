import { type ObjectScope, scopeKey } from "../access/object-scope.ts";
import type { BucketAddress } from "../data/bucket.ts";
import { recordKey } from "../records.ts";

/** Where a topic is. */
export interface TopicAddress {
	readonly scope: ObjectScope;
	readonly topicID: string;
}

/** Folder of the subscribers of a topic: records `{folder}/{user:ID or thing:ID}` with a `TypedID` as value. */
export function topicSubscribers(appID: string, { scope, topicID }: TopicAddress): string {
	return recordKey(appID, "topic-subscriber", scopeKey(scope), topicID);
}

/** Folder of the subscribers of a bucket's filter `all`, in the same form. */
export function bucketSubscribers(appID: string, { scope, bucketID }: BucketAddress): string {
	return recordKey(appID, "bucket-subscriber", scopeKey(scope), bucketID);
}
