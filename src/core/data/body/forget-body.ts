import { scopeKey } from "../../access/object-scope.ts";
import type { Core } from "../../context.ts";
import { recordKey } from "../../records.ts";
import type { BucketAddress } from "../bucket.ts";
import type { KiiObject } from "../object-record.ts";

/** Removes body and uploads of an object whose record has been deleted: `object` is the one that was. */
export async function forgetBody(core: Core, appID: string, address: BucketAddress, object: KiiObject): Promise<void> {
	await clearBodies(core, appID, address, object.objectID);
}

/** Removes bodies and uploads of all objects of a bucket whose objects have been deleted. */
export async function forgetBodiesIn(core: Core, appID: string, address: BucketAddress): Promise<void> {
	await clearBodies(core, appID, address);
}

async function clearBodies(
	core: Core,
	appID: string,
	{ scope, bucketID }: BucketAddress,
	...objectID: readonly string[]
): Promise<void> {
	await core.store.clear(recordKey(appID, "object-upload", scopeKey(scope), bucketID, ...objectID));
	await core.blobs.clear(recordKey(appID, "object-body", scopeKey(scope), bucketID, ...objectID));
}
