import { type AclResource, allows } from "../access/acl.ts";
import { scopeKey } from "../access/object-scope.ts";
import type { Subject } from "../access/subject.ts";
import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { type Caller, unauthorized } from "../principal.ts";
import { read, recordKey } from "../records.ts";
import { type BucketAddress, bucketContext, bucketResource, getBucket } from "./bucket.ts";

/** A KiiObject. Times in Unix milliseconds. */
export interface KiiObject {
	readonly objectID: string;
	/** Media type of the request that made it, without parameters. */
	readonly dataType: string;
	/** Counts from 1, and up with every change of the fields: `_version`, and in quotes the ETag (real-clients, section 2). */
	readonly version: number;
	/** Who made it; undefined for the administrator. */
	readonly creator?: Subject | undefined;
	readonly createdAt: number;
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

/** As GET and queries show it (cloud-rest, section 5). */
export function objectView(object: KiiObject): Record<string, unknown> {
	const { objectID, creator, createdAt, modifiedAt, version, dataType, fields } = object;
	return {
		...fields,
		_id: objectID,
		_created: createdAt,
		_modified: modifiedAt,
		...(creator === undefined ? {} : { _owner: creator.slice(creator.indexOf(":") + 1) }),
		_version: String(version),
		_dataType: dataType,
	};
}

/** ETag of an object: its version in quotes, three characters for a new one (real-clients, section 2). */
export function objectETag({ version }: KiiObject): string {
	return `"${version}"`;
}

/** Without a look at rights. @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND */
export async function getObject(
	core: Core,
	appID: string,
	address: BucketAddress,
	objectID: string,
): Promise<KiiObject> {
	const object = await read<KiiObject>(core, objectKey(appID, address, objectID));
	if (object !== undefined) return object;
	await getBucket(core, appID, address);
	throw objectNotFound(appID, address, objectID);
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
	const { appID } = caller;
	const object = await getObject(core, appID, address, objectID);
	const resource = objectResource(address, object);
	if (await allows(core, caller, resource, action === "read" ? "READ_EXISTING_OBJECT" : "WRITE_EXISTING_OBJECT")) {
		return object;
	}
	if (action === "read") {
		const bucket = await getBucket(core, appID, address);
		if (await allows(core, caller, bucketResource(address, bucket), "READ_OBJECTS_IN_BUCKET")) return object;
	}
	throw unauthorized(caller);
}

export function objectNotFound(appID: string, address: BucketAddress, objectID: string): KiiError {
	const context = objectContext(appID, address, objectID);
	return new KiiError("OBJECT_NOT_FOUND", `The object ${objectID} was not found`, context);
}
