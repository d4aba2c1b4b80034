import type { Core } from "../../context.ts";
import { KiiError } from "../../errors.ts";
import type { Caller } from "../../principal.ts";
import { pushBucketEvent } from "../../push/bucket-event.ts";
import { type KiiObject, type ObjectBody, objectContext, objectFor } from "../object-record.ts";
import { bodyBytesKey, dropBytes, keepBytes, type ObjectAddress } from "./body-bytes.ts";
import { bodyIsStale, mayChange } from "./body-etag.ts";
import { changeBody } from "./change-body.ts";
import { bodyMediaType } from "./media-type.ts";

/** A body with its bytes. */
export interface OpenBody {
	readonly body: ObjectBody;
	readonly bytes: Uint8Array;
}

/**
 * Gives an object that is there its body, or another one.
 * @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, UNAUTHORIZED, INVALID_INPUT_DATA, OBJECT_VERSION_IS_STALE
 */
export async function putBody(
	core: Core,
	caller: Caller,
	address: ObjectAddress,
	request: {
		readonly bytes: Uint8Array;
		readonly contentType?: string | undefined;
		readonly ifMatch?: string | undefined;
	},
): Promise<ObjectBody> {
	const { appID } = caller;
	const { bytes, ifMatch } = request;
	await objectFor(core, caller, address, address.objectID, "write");
	const contentType = bodyMediaType(request.contentType);
	const versionID = await keepBytes(core, appID, address, bytes);
	const object = await changeBody(core, appID, address, (current) => {
		if (!mayChange(current, ifMatch)) throw bodyIsStale(appID, address);
		return { body: { contentType, size: bytes.length, versionID } };
	}).catch(async (error: unknown) => {
		await dropBytes(core, appID, address, versionID);
		throw error;
	});
	await pushBodyEvent(core, caller, address, "DATA_OBJECT_BODY_UPDATED", object);
	return requireBody(appID, address, object);
}

/** @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, UNAUTHORIZED, OBJECT_BODY_NOT_FOUND */
export async function getBody(core: Core, caller: Caller, address: ObjectAddress): Promise<OpenBody> {
	return openBody(core, caller.appID, address, () => objectFor(core, caller, address, address.objectID, "read"));
}

/** The body of the object that `read` gives, with the bytes that belong to it. @throws KiiError OBJECT_BODY_NOT_FOUND */
export async function openBody(
	core: Core,
	appID: string,
	address: ObjectAddress,
	read: () => Promise<KiiObject>,
): Promise<OpenBody> {
	let missing: string | undefined;
	for (;;) {
		const body = requireBody(appID, address, await read());
		const bytes = await core.blobs.get(bodyBytesKey(appID, address, body.versionID));
		if (bytes !== undefined) return { body, bytes };
		// Replaced in between: there is another version now.
		if (missing === body.versionID) throw bodyNotFound(appID, address);
		missing = body.versionID;
	}
}

/**
 * @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, UNAUTHORIZED, OBJECT_BODY_NOT_FOUND, OBJECT_VERSION_IS_STALE
 */
export async function deleteBody(core: Core, caller: Caller, address: ObjectAddress, ifMatch?: string): Promise<void> {
	const { appID } = caller;
	await objectFor(core, caller, address, address.objectID, "write");
	const object = await changeBody(core, appID, address, (current) => {
		requireBody(appID, address, current);
		if (!mayChange(current, ifMatch)) throw bodyIsStale(appID, address);
		return { body: undefined };
	});
	await pushBodyEvent(core, caller, address, "DATA_OBJECT_BODY_DELETED", object);
}

/** @throws KiiError OBJECT_BODY_NOT_FOUND */
export function requireBody(appID: string, address: ObjectAddress, { body }: KiiObject): ObjectBody {
	if (body !== undefined) return body;
	throw bodyNotFound(appID, address);
}

export async function pushBodyEvent(
	core: Core,
	caller: Caller,
	{ scope, bucketID, objectID }: ObjectAddress,
	type: "DATA_OBJECT_BODY_UPDATED" | "DATA_OBJECT_BODY_DELETED",
	{ modifiedAt }: KiiObject,
): Promise<void> {
	await pushBucketEvent(core, caller, { type, bucket: { scope, bucketID }, objectID, modifiedAt });
}

function bodyNotFound(appID: string, address: ObjectAddress): KiiError {
	const context = objectContext(appID, address, address.objectID);
	return new KiiError("OBJECT_BODY_NOT_FOUND", `The object ${address.objectID} has no body`, context);
}
