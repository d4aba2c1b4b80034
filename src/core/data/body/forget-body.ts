import { scopeKey } from "../../access/object-scope.ts";
import type { Core } from "../../context.ts";
import { recordKey } from "../../records.ts";
import type { BucketAddress } from "../bucket.ts";
import type { KiiObject } from "../object-record.ts";
import { endUploadsOf } from "../upload/upload.ts";
import { dropBytes } from "./body-bytes.ts";
import { forgetPublications, forgetPublicationsIn } from "./forget-publications.ts";

/** Removes body, publications and uploads of an object whose record has been deleted: `object` is the one that was. */
export async function forgetBody(core: Core, appID: string, address: BucketAddress, object: KiiObject): Promise<void> {
	const { scope, bucketID } = address;
	const { objectID, body } = object;
	if (body !== undefined) {
		await dropBytes(core, appID, { scope, bucketID, objectID }, body.versionID);
		await forgetPublications(core, appID, address, body.bodyID);
	}
	await endUploadsOf(core, appID, { scope, bucketID, objectID });
}

/** Removes bodies, publications and uploads of all objects of a bucket whose objects have been deleted. */
export async function forgetBodiesIn(core: Core, appID: string, address: BucketAddress): Promise<void> {
	const { scope, bucketID } = address;
	await forgetPublicationsIn(core, appID, address);
	await core.store.clear(recordKey(appID, "object-upload", scopeKey(scope), bucketID));
	await core.blobs.clear(recordKey(appID, "object-body", scopeKey(scope), bucketID));
}
