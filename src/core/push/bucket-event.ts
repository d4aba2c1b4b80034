import type { Core } from "../context.ts";
import type { BucketAddress } from "../data/bucket.ts";
import type { Caller } from "../principal.ts";
import { deliverToSubscribers } from "./deliver.ts";
import { eventFields } from "./message-fields.ts";
import { eventPayloads } from "./message-payloads.ts";
import { bucketSubscribers } from "./subscriber-folder.ts";

/** What push to app tells of (cloud-rest, 4.7a). */
export type BucketEventType =
	| "DATA_OBJECT_CREATED"
	| "DATA_OBJECT_UPDATED"
	| "DATA_OBJECT_DELETED"
	| "DATA_OBJECT_BODY_UPDATED"
	| "DATA_OBJECT_BODY_DELETED"
	| "DATA_OBJECT_ACL_MODIFIED"
	| "BUCKET_DELETED";

export interface BucketEvent {
	readonly type: BucketEventType;
	readonly bucket: BucketAddress;
	/** Missing for BUCKET_DELETED. */
	readonly objectID?: string;
	/** Of the object, in Unix milliseconds. */
	readonly modifiedAt: number;
}

/** Tells everybody who has subscribed to the bucket; `caller` made the change. Never rejects for a subscriber's sake. */
export async function pushBucketEvent(core: Core, caller: Caller, event: BucketEvent): Promise<void> {
	const { appID, principal } = caller;
	const folder = bucketSubscribers(appID, event.bucket);
	// Most buckets have no subscribers, and this comes with every change.
	if ((await core.store.list(folder, { limit: 1 })).length === 0) return;
	const fields = eventFields({ appID, principal, when: core.clockOf(appID).now() }, event);
	await deliverToSubscribers(core, folder, { appID, kind: "PUSH_TO_APP", payloads: eventPayloads(fields) });
}
