import { type AclResource, allows, authorize, deleteAcl } from "../access/acl.ts";
import { objectScopeContext, scopeKey } from "../access/object-scope.ts";
import { type Subject, subjectOf } from "../access/subject.ts";
import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { otherRequests } from "../other-requests.ts";
import type { Entry } from "../ports.ts";
import { type Caller, unauthorized } from "../principal.ts";
import { inserted, recordKey, write } from "../records.ts";
import { type BucketAddress, bucketIDPattern, reservedBucketIDs } from "./bucket-address.ts";

export { type BucketAddress, bucketIDPattern } from "./bucket-address.ts";

/** A bucket is there from its first object or subscription on (Kii guide, "Creating a bucket"). */
export interface Bucket {
	/** As in the path: with `CRYPTO:` before it for an encrypted one of the JavaScript SDK. */
	readonly bucketID: string;
	readonly creator?: Subject | undefined;
	readonly createdAt: number;
	/** When it was deleted, in Unix milliseconds, while its contents are being removed: nobody finds such a bucket. */
	readonly deletedAt?: number;
}

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

/**
 * The bucket's record. It changes only by deletion, so what is committed under the condition that it is still the same never
 * gets into a bucket that is being deleted.
 */
export async function bucketEntry(
	core: Core,
	appID: string,
	address: BucketAddress,
): Promise<Entry<Bucket> | undefined> {
	const entry = await core.store.get<Bucket>(bucketKey(appID, address));
	return entry?.value.deletedAt === undefined ? entry : undefined;
}

export async function findBucket(core: Core, appID: string, address: BucketAddress): Promise<Bucket | undefined> {
	return (await bucketEntry(core, appID, address))?.value;
}

/** @throws KiiError BUCKET_NOT_FOUND */
export async function getBucket(core: Core, appID: string, address: BucketAddress): Promise<Bucket> {
	const bucket = await findBucket(core, appID, address);
	if (bucket === undefined) throw bucketNotFound(appID, address);
	return bucket;
}

/**
 * The bucket, made now if it is not there and the caller may make one in that scope.
 * @throws KiiError INVALID_BUCKET for a bucket ID that cannot be, BUCKET_TYPE_NOT_SUPPORTED, UNAUTHORIZED
 */
export async function ensureBucket(core: Core, caller: Caller, address: BucketAddress): Promise<Bucket> {
	for (;;) {
		const bucket = (await bucketEntry(core, caller.appID, address)) ?? (await createBucket(core, caller, address));
		if (bucket !== undefined) return bucket.value;
	}
}

/**
 * The bucket for a new object: one that is there for somebody who may create objects in it, or else a new one for somebody
 * who may make buckets in that scope (REST reference, "Object Collection"). Errors as {@link ensureBucket}.
 */
export async function bucketForNewObject(core: Core, caller: Caller, address: BucketAddress): Promise<Entry<Bucket>> {
	for (;;) {
		const existing = await bucketEntry(core, caller.appID, address);
		if (existing !== undefined) {
			await authorize(core, caller, bucketResource(address, existing.value), "CREATE_OBJECTS_IN_BUCKET");
			return existing;
		}
		const created = await createBucket(core, caller, address);
		if (created !== undefined) return created;
	}
}

/** Undefined when there is one now, or still. */
async function createBucket(core: Core, caller: Caller, address: BucketAddress): Promise<Entry<Bucket> | undefined> {
	const { appID, principal } = caller;
	const { scope, bucketID } = address;
	requireBucketID(appID, address);
	if (!(await allows(core, caller, { kind: "scope", scope, ids: [] }, "CREATE_NEW_BUCKET"))) throw unauthorized(caller);
	const key = bucketKey(appID, address);
	const value: Bucket = { bucketID, creator: subjectOf(principal), createdAt: core.clockOf(appID).now() };
	if (await core.store.commit([inserted(key, value)])) return { key, value, version: 1 };
	// The contents of a deleted bucket of that name go first: they have the keys that those of the new one will have.
	await otherRequests();
	return undefined;
}

function requireBucketID(appID: string, address: BucketAddress): void {
	const { bucketID } = address;
	if (bucketIDPattern.test(bucketID) && !reservedBucketIDs.includes(bucketID)) return;
	const context = bucketContext(appID, address);
	if (/^[a-zA-Z]+:/.test(bucketID) && !bucketID.startsWith("CRYPTO:")) {
		throw new KiiError("BUCKET_TYPE_NOT_SUPPORTED", `There is no bucket type as in ${bucketID}`, context);
	}
	const rule = `must be 2 to 64 letters, digits, "-" and "_", begin with no "_" and not be a reserved word`;
	throw new KiiError("INVALID_BUCKET", `The bucket ID ${bucketID} ${rule}`, context);
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

/** Makes the bucket one that nobody finds. False when it is so already. */
export async function markBucketDeleted(
	core: Core,
	appID: string,
	address: BucketAddress,
	deletedAt: number,
): Promise<boolean> {
	const entry = await bucketEntry(core, appID, address);
	if (entry === undefined) return false;
	return core.store.commit([{ key: entry.key, value: { ...entry.value, deletedAt }, expect: entry.version }]);
}

/** Removes the ACLs and then the record; objects, bodies and subscriptions must be gone by then. */
export async function deleteBucketRecord(core: Core, appID: string, address: BucketAddress): Promise<void> {
	await deleteAcl(core, appID, { kind: "bucket", scope: address.scope, ids: [address.bucketID] });
	await write(core, { key: bucketKey(appID, address), value: undefined });
}

export function bucketNotFound(appID: string, address: BucketAddress): KiiError {
	const message = `The bucket ${address.bucketID} was not found`;
	return new KiiError("BUCKET_NOT_FOUND", message, bucketContext(appID, address));
}
