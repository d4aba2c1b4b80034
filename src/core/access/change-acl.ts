import type { Core } from "../context.ts";
import { ensureBucket, findBucket } from "../data/bucket.ts";
import { onlyKnown } from "../only-admin.ts";
import type { Caller } from "../principal.ts";
import { pushBucketEvent } from "../push/bucket-event.ts";
import { type AclResource, deleteAcl, requireManager } from "./acl.ts";
import { grant, revoke } from "./acl-entries.ts";
import { type AclPath, type AclTarget, type EntryPath, findAcl, subjectAt, verbOf } from "./acl-path.ts";
import { requireSubject } from "./subject.ts";

/**
 * Adds an entry to an ACL. A bucket that is not there is made, for those who may (Kii guide, "Customizing a Bucket's ACL").
 * @throws KiiError UNAUTHORIZED, OBJECT_NOT_FOUND, TOPIC_NOT_FOUND, BUCKET_NOT_FOUND of an object, INVALID_BUCKET,
 * INVALID_INPUT_DATA, USER_NOT_FOUND, GROUP_NOT_FOUND, THING_NOT_FOUND, ACL_ALREADY_EXISTS
 */
export async function addAclEntry(core: Core, caller: Caller, path: AclPath, entry: EntryPath): Promise<void> {
	await makeBucket(core, caller, path, entry);
	const target = await findAcl(core, caller, path);
	const { resource } = target;
	await grant(core, caller, resource, verbOf(resource, entry.verb), subjectAt(entry.subject));
	await afterChange(core, caller, path, target);
}

/**
 * Takes an entry out of an ACL.
 * @throws KiiError UNAUTHORIZED, BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, TOPIC_NOT_FOUND, INVALID_INPUT_DATA, ACL_NOT_FOUND,
 * OPERATION_NOT_ALLOWED
 */
export async function removeAclEntry(core: Core, caller: Caller, path: AclPath, entry: EntryPath): Promise<void> {
	const target = await findAcl(core, caller, path);
	const { resource } = target;
	await revoke(core, caller, resource, verbOf(resource, entry.verb), subjectAt(entry.subject));
	await afterChange(core, caller, path, target);
}

/** Makes the bucket whose ACL is to get its first entry, but only if nothing stands in the entry's way. */
async function makeBucket(core: Core, caller: Caller, path: AclPath, entry: EntryPath): Promise<void> {
	const { scope, bucketID, objectID } = path;
	if (bucketID === undefined || objectID !== undefined) return;
	onlyKnown(caller);
	const address = { scope, bucketID };
	if ((await findBucket(core, caller.appID, address)) !== undefined) return;
	const future: AclResource = { kind: "bucket", scope, ids: [bucketID] };
	await requireManager(core, caller, future);
	verbOf(future, entry.verb);
	await requireSubject(core, caller.appID, subjectAt(entry.subject));
	await ensureBucket(core, caller, address);
}

async function afterChange(core: Core, caller: Caller, path: AclPath, { resource, object }: AclTarget): Promise<void> {
	try {
		await findAcl(core, caller, path);
	} catch (error) {
		// Deleted meanwhile: what is made later under that name must not have this entry.
		await deleteAcl(core, caller.appID, resource);
		throw error;
	}
	if (object === undefined || path.bucketID === undefined) return;
	await pushBucketEvent(core, caller, {
		type: "DATA_OBJECT_ACL_MODIFIED",
		bucket: { scope: path.scope, bucketID: path.bucketID },
		objectID: object.objectID,
		modifiedAt: object.modifiedAt,
	});
}
