import { allows, authorize } from "../access/acl.ts";
import type { Core } from "../context.ts";
import { otherRequests } from "../other-requests.ts";
import type { Caller } from "../principal.ts";
import { type BucketAddress, bucketResource, getBucket } from "./bucket.ts";
import { bucketType } from "./bucket-address.ts";
import { objectFolder } from "./object-record.ts";

/** Objects counted at a time. */
const pageSize = 1000;

/**
 * Whether there is such a bucket, for somebody who may make buckets in its scope (REST reference, "Bucket of default type")
 * or query this one.
 * @throws KiiError BUCKET_NOT_FOUND, UNAUTHORIZED
 */
export async function requireBucket(core: Core, caller: Caller, address: BucketAddress): Promise<void> {
	const bucket = await getBucket(core, caller.appID, address);
	if (await allows(core, caller, bucketResource(address, bucket), "QUERY_OBJECTS_IN_BUCKET")) return;
	await authorize(core, caller, { kind: "scope", scope: address.scope, ids: [] }, "CREATE_NEW_BUCKET");
}

/** What GET of a bucket tells (evidence S26). Errors as {@link requireBucket}. */
export async function bucketInfo(
	core: Core,
	caller: Caller,
	address: BucketAddress,
): Promise<{ readonly bucketType: string; readonly size: number }> {
	await requireBucket(core, caller, address);
	const folder = objectFolder(caller.appID, address);
	let size = 0;
	for (let after: string | undefined; ; ) {
		const page = await core.store.list(folder, { limit: pageSize, ...(after === undefined ? {} : { after }) });
		size += page.length;
		after = page.at(-1)?.key;
		if (page.length < pageSize || after === undefined) return { bucketType: bucketType(address), size };
		await otherRequests();
	}
}
