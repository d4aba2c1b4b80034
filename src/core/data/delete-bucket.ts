import type { Core } from "../context.ts";
import { otherRequests } from "../other-requests.ts";
import type { Caller } from "../principal.ts";
import { pushBucketEvent } from "../push/bucket-event.ts";
import { deleteBucketSubscribers } from "../push/subscription.ts";
import { forgetBodiesIn } from "./body/forget-body.ts";
import { type BucketAddress, bucketFor, bucketNotFound, deleteBucketRecord, markBucketDeleted } from "./bucket.ts";
import { objectFolder } from "./object-record.ts";

/**
 * Deletes a bucket with all that is in it, and the subscriptions to it (Kii guide, "Deleting a Bucket").
 *
 * First the bucket is marked, from when on nobody finds it or gets anything into it, then it is emptied, and last its record
 * goes. Until then a new bucket of that name has to wait, so it never has objects of the old one, nor loses its own.
 * @throws KiiError BUCKET_NOT_FOUND, UNAUTHORIZED
 */
export async function deleteBucket(core: Core, caller: Caller, address: BucketAddress): Promise<void> {
	const { appID } = caller;
	await bucketFor(core, caller, address, "DROP_BUCKET_WITH_ALL_CONTENT");
	const deletedAt = core.clockOf(appID).now();
	if (!(await markBucketDeleted(core, appID, address, deletedAt))) throw bucketNotFound(appID, address);
	try {
		// To those who have subscribed, so before the subscriptions go.
		await pushBucketEvent(core, caller, { type: "BUCKET_DELETED", bucket: address, modifiedAt: deletedAt });
	} finally {
		for (const step of [
			() => core.store.clear(objectFolder(appID, address)),
			() => forgetBodiesIn(core, appID, address),
			() => deleteBucketSubscribers(core, appID, address),
			() => deleteBucketRecord(core, appID, address),
		]) {
			await step();
			await otherRequests();
		}
	}
}
