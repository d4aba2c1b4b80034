import { type AclResource, allows, authorize, deleteAcl } from "../access/acl.ts";
import { type ObjectScope, objectScopeContext, scopeKey } from "../access/object-scope.ts";
import { type Subject, subjectOf } from "../access/subject.ts";
import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { type Caller, unauthorized } from "../principal.ts";
import { inserted, read, recordKey, write } from "../records.ts";

/** A bucket is there from its first object or subscription on (Kii guide, "Creating a bucket"). */
export interface Bucket {
	/** As in the path: with `CRYPTO:` before it for an encrypted one of the JavaScript SDK. */
	readonly bucketID: string;
	readonly creator?: Subject | undefined;
	readonly createdAt: number;
}

/** Where a bucket is. */
export interface BucketAddress {
	readonly scope: ObjectScope;
	readonly bucketID: string;
}

/** cloud-rest, section 9. */
export const bucketIDPattern = /^(?:CRYPTO:)?[a-zA-Z0-9_-]{2,64}$/;

function bucketKey(appID: string, { scope, bucketID }: BucketAddress): string {
	return recordKey(appID, "bucket", scopeKey(scope), bucketID);
}

export function bucketResource({ scope, bucketID }: BucketAddress, bucket: Bucket): AclResource {
	return { kind: "bucket", scope, ids: [bucketID], creator: bucket.creator };
}

/** `objectScope` and `bucketID` of error bodies. */
export function bucketContext(appID: string, { scope, bucketID }: BucketAddress): Record<string, unknown> {
	return { ...objectScopeContext(appID, scope), bucketID };
}

export async function findBucket(core: Core, appID: string, address: BucketAddress): Promise<Bucket | undefined> {
	return read<Bucket>(core, bucketKey(appID, address));
}

/** @throws KiiError BUCKET_NOT_FOUND */
export async function getBucket(core: Core, appID: string, address: BucketAddress): Promise<Bucket> {
	const bucket = await findBucket(core, appID, address);
	if (bucket !== undefined) return bucket;
	const context = bucketContext(appID, address);
	throw new KiiError("BUCKET_NOT_FOUND", `The bucket ${address.bucketID} was not found`, context);
}

/**
 * The bucket, made now if it is not there and the caller may make one in that scope.
 * @throws KiiError INVALID_BUCKET for a bucket ID that cannot be, UNAUTHORIZED
 */
export async function ensureBucket(core: Core, caller: Caller, address: BucketAddress): Promise<Bucket> {
	const { appID, principal } = caller;
	const existing = await findBucket(core, appID, address);
	if (existing !== undefined) return existing;
	if (!bucketIDPattern.test(address.bucketID)) {
		const message = `The bucket ID ${address.bucketID} must have 2 to 64 letters, digits, "-" and "_"`;
		throw new KiiError("INVALID_BUCKET", message, bucketContext(appID, address));
	}
	const scope: AclResource = { kind: "scope", scope: address.scope, ids: [] };
	if (!(await allows(core, caller, scope, "CREATE_NEW_BUCKET"))) throw unauthorized(caller);
	const bucket: Bucket = {
		bucketID: address.bucketID,
		creator: subjectOf(principal),
		createdAt: core.clock.now(),
	};
	const done = await core.store.commit([inserted(bucketKey(appID, address), bucket)]);
	return done ? bucket : getBucket(core, appID, address);
}

/** The bucket, for somebody who may do `verb` in it. @throws KiiError BUCKET_NOT_FOUND, UNAUTHORIZED */
export async function bucketFor(
	core: Core,
	caller: Caller,
	address: BucketAddress,
	verb: "QUERY_OBJECTS_IN_BUCKET" | "READ_OBJECTS_IN_BUCKET" | "DROP_BUCKET_WITH_ALL_CONTENT",
): Promise<Bucket> {
	const bucket = await getBucket(core, caller.appID, address);
	await authorize(core, caller, bucketResource(address, bucket), verb);
	return bucket;
}

/** Removes the record and the ACLs; objects, bodies and subscriptions go elsewhere. */
export async function deleteBucketRecord(core: Core, appID: string, address: BucketAddress): Promise<void> {
	await write(core, { key: bucketKey(appID, address), value: undefined });
	await deleteAcl(core, appID, { kind: "bucket", scope: address.scope, ids: [address.bucketID] });
}
