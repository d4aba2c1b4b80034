import { type AclResource, allows } from "../access/acl.ts";
import { scopeKey } from "../access/object-scope.ts";
import type { Subject } from "../access/subject.ts";
import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import type { Entry } from "../ports.ts";
import { type Caller, unauthorized } from "../principal.ts";
import { recordKey } from "../records.ts";
import {
	type Bucket,
	type BucketAddress,
	bucketContext,
	bucketEntry,
	bucketNotFound,
	bucketResource,
} from "./bucket.ts";
import { dataTypeName } from "./data-type.ts";

/** A KiiObject. Times in Unix milliseconds. */
export interface KiiObject {
	readonly objectID: string;
	/** `application/json` or `application/vnd.{appID}.{name}+json`. */
	readonly dataType: string;
	/** Counts from 1, and up with every change of the fields: `_version`, and in quotes the ETag (real-clients, section 2). */
	readonly version: number;
	/** Who made it; undefined for the administrator. */
	readonly creator?: Subject | undefined;
	readonly createdAt: number;
	/** `Core.sequence` of its making: tells the order of objects made in the same millisecond. */
	readonly sequence?: number | undefined;
	readonly modifiedAt: number;
	/** What the client put in, without the keys of Kii's own. */
	readonly fields: Readonly<Record<string, unknown>>;
	/** Of the body, whose bytes are in the blob store: `body/body-bytes.ts`. */
	readonly body?: ObjectBody | undefined;
}

export interface ObjectBody {
	/** A media type, with its parameters. */
	readonly contentType: string;
	/** Bytes. */
	readonly size: number;
	/** Of the body, whatever bytes it is given; a new one after it was deleted or moved. Publications name it. */
	readonly bodyID: string;
	/** Of these bytes: their ETag, and the end of their key in the blob store. */
	readonly versionID: string;
	readonly modifiedAt: number;
}

/** Keys of a bucket's objects lie directly below it. */
export function objectFolder(appID: string, { scope, bucketID }: BucketAddress): string {
	return recordKey(appID, "object", scopeKey(scope), bucketID);
}

export function objectKey(appID: string, address: BucketAddress, objectID: string): string {
	return `${objectFolder(appID, address)}/${encodeURIComponent(objectID)}`;
}

/** Below this are the bytes of an object's body and of the uploads that may become it, in the blob store. */
export function objectBodyKey(appID: string, { scope, bucketID }: BucketAddress, objectID: string): string {
	return recordKey(appID, "object-body", scopeKey(scope), bucketID, objectID);
}

export function objectResource({ scope, bucketID }: BucketAddress, { objectID, creator }: KiiObject): AclResource {
	return { kind: "object", scope, ids: [bucketID, objectID], creator };
}

/** `objectScope`, `bucketID` and `objectID` of error bodies. */
export function objectContext(appID: string, address: BucketAddress, objectID: string): Record<string, unknown> {
	return { ...bucketContext(appID, address), objectID };
}

/** As GET and queries show it (cloud-rest, section 5); `_dataType` is the name in the media type (recorded replies, guide). */
export function objectView(object: KiiObject): Record<string, unknown> {
	const { objectID, creator, createdAt, modifiedAt, version, fields } = object;
	const dataType = dataTypeName(object.dataType);
	return {
		...fields,
		_id: objectID,
		_created: createdAt,
		_modified: modifiedAt,
		...(creator === undefined ? {} : { _owner: creator.slice(creator.indexOf(":") + 1) }),
		_version: String(version),
		...(dataType === undefined ? {} : { _dataType: dataType }),
	};
}

/** ETag of an object: its version in quotes, three characters for a new one (real-clients, section 2). */
export function objectETag({ version }: KiiObject): string {
	return `"${version}"`;
}

/** An object with its bucket, as they are now: what a write is based on. */
export interface FoundObject {
	readonly bucket: Entry<Bucket>;
	readonly object: Entry<KiiObject>;
}

/** Without a look at rights. @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND */
export async function findObject(
	core: Core,
	appID: string,
	address: BucketAddress,
	objectID: string,
): Promise<FoundObject> {
	// The bucket decides: while a deleted one is being emptied its objects are still there.
	const bucket = await bucketEntry(core, appID, address);
	if (bucket === undefined) throw bucketNotFound(appID, address);
	const object = await core.store.get<KiiObject>(objectKey(appID, address, objectID));
	if (object === undefined) throw objectNotFound(appID, address, objectID);
	return { bucket, object };
}

/** Without a look at rights. @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND */
export async function getObject(
	core: Core,
	appID: string,
	address: BucketAddress,
	objectID: string,
): Promise<KiiObject> {
	return (await findObject(core, appID, address, objectID)).object.value;
}

/**
 * The object, for somebody who may read or write it: by its own ACL, or for reading by that of its bucket (Kii guide,
 * "Flow of permission checking").
 * @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, UNAUTHORIZED
 */
export async function objectFor(
	core: Core,
	caller: Caller,
	address: BucketAddress,
	objectID: string,
	action: "read" | "write",
): Promise<KiiObject> {
	const found = await findObject(core, caller.appID, address, objectID);
	await authorizeObject(core, caller, address, found, action);
	return found.object.value;
}

/** @throws KiiError UNAUTHORIZED, by the rules of {@link objectFor} */
export async function authorizeObject(
	core: Core,
	caller: Caller,
	address: BucketAddress,
	{ bucket, object }: FoundObject,
	action: "read" | "write",
): Promise<void> {
	const verb = action === "read" ? "READ_EXISTING_OBJECT" : "WRITE_EXISTING_OBJECT";
	if (await allows(core, caller, objectResource(address, object.value), verb)) return;
	if (action === "read") {
		if (await allows(core, caller, bucketResource(address, bucket.value), "READ_OBJECTS_IN_BUCKET")) return;
	}
	throw unauthorized(caller);
}

export function objectNotFound(appID: string, address: BucketAddress, objectID: string): KiiError {
	const context = objectContext(appID, address, objectID);
	return new KiiError("OBJECT_NOT_FOUND", `The object ${objectID} was not found`, context);
}
