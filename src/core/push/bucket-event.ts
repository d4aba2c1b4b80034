import type { Core } from "../context.ts";
import type { BucketAddress } from "../data/bucket.ts";
import type { Caller } from "../principal.ts";

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
export async function pushBucketEvent(_core: Core, _caller: Caller, _event: BucketEvent): Promise<void> {}
