import { aclKey } from "../access/acl.ts";
import type { Core } from "../context.ts";
import type { Caller } from "../principal.ts";
import { pushBucketEvent } from "../push/bucket-event.ts";
import { forgetBody } from "./body/forget-body.ts";
import type { BucketAddress } from "./bucket-address.ts";
import { authorizeObject, findObject, objectResource } from "./object-record.ts";
import { type Precondition, requirePrecondition } from "./precondition.ts";

/**
 * Deletes an object with its ACL and its body (Kii guide, "Deleting a KiiObject").
 * @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, UNAUTHORIZED, OBJECT_VERSION_IS_STALE
 */
export async function deleteObject(
	core: Core,
	caller: Caller,
	address: BucketAddress,
	objectID: string,
	{ versions }: Precondition = {},
): Promise<void> {
	const { appID } = caller;
	for (;;) {
		const found = await findObject(core, appID, address, objectID);
		await authorizeObject(core, caller, address, found, "write");
		const { key, value: object, version } = found.object;
		// `If-None-Match: *` is as good as nothing here (REST reference, "Object").
		requirePrecondition(versions === undefined ? {} : { versions }, appID, address, object);
		const acl = { key: aclKey(appID, objectResource(address, object)), value: undefined };
		const writes = [{ key, value: undefined, expect: version }, acl];
		if (!(await core.store.commit(writes, [found.bucket]))) continue;
		await forgetBody(core, appID, address, object);
		const { modifiedAt } = object;
		await pushBucketEvent(core, caller, { type: "DATA_OBJECT_DELETED", bucket: address, objectID, modifiedAt });
		return;
	}
}
