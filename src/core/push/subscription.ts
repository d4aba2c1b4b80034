import type { Core } from "../context.ts";
import type { BucketAddress } from "../data/bucket.ts";
import type { TypedID } from "../typed-id.ts";
import { bucketSubscribers } from "./subscriber-folder.ts";

/** Ends every subscription to a bucket that is deleted. */
export async function deleteBucketSubscribers(core: Core, appID: string, address: BucketAddress): Promise<void> {
	await core.store.clear(bucketSubscribers(appID, address));
}

/** Ends every subscription of a user or thing that is deleted. */
export async function deleteSubscriptionsOf(_core: Core, _appID: string, _subscriber: TypedID): Promise<void> {}
