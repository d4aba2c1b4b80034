import { subjectOf } from "../access/subject.ts";
import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { newObjectID } from "../identifiers.ts";
import type { Caller } from "../principal.ts";
import { type BucketEventType, pushBucketEvent } from "../push/bucket-event.ts";
import { inserted } from "../records.ts";
import { type BucketAddress, bucketEntry, bucketForNewObject, bucketNotFound } from "./bucket.ts";
import { plainDataType } from "./data-type.ts";
import { mergedFields, type ObjectFields, requireSize } from "./object-fields.ts";
import { withRoomForObject } from "./object-limit.ts";
import {
	authorizeObject,
	findObject,
	type KiiObject,
	objectContext,
	objectKey,
	objectNotFound,
} from "./object-record.ts";
import { type Precondition, requirePrecondition } from "./precondition.ts";

/** What a client puts into an object. */
export interface ObjectContent {
	readonly fields: ObjectFields;
	/** Undefined if the request names none. */
	readonly dataType?: string | undefined;
}

/** cloud-rest, section 9. */
const objectIDPattern = /^[a-zA-Z0-9_.-]{2,100}$/;

/**
 * A new object under a new ID (REST reference, "Object Collection").
 * @throws KiiError INVALID_INPUT_DATA, INVALID_BUCKET, BUCKET_TYPE_NOT_SUPPORTED, UNAUTHORIZED, OBJECT_LIMIT_EXCEEDED
 */
export async function createObject(
	core: Core,
	caller: Caller,
	address: BucketAddress,
	content: ObjectContent,
): Promise<KiiObject> {
	requireSize(content.fields);
	const { appID } = caller;
	for (;;) {
		const objectID = newObjectID(core.idsOf(appID), core.clockOf(appID).now());
		const object = await insertObject(core, caller, address, objectID, content);
		if (object !== undefined) return object;
	}
}

/**
 * Replaces an object, or makes it under that ID. Fields that are left out go; when and by whom it was made stays (evidence
 * S26).
 * @throws KiiError as {@link createObject}, INVALID_OBJECT_ID, OBJECT_ALREADY_EXISTS, OBJECT_VERSION_IS_STALE; for a version
 * of an object that is not there OBJECT_NOT_FOUND, BUCKET_NOT_FOUND (tests of the Unity SDK)
 */
export async function putObject(
	core: Core,
	caller: Caller,
	address: BucketAddress,
	objectID: string,
	content: ObjectContent,
	precondition: Precondition = {},
): Promise<{ readonly object: KiiObject; readonly created: boolean }> {
	const { appID } = caller;
	const key = objectKey(appID, address, objectID);
	requireObjectID(appID, address, objectID);
	requireSize(content.fields);
	for (;;) {
		const bucket = await bucketEntry(core, appID, address);
		const current = bucket === undefined ? undefined : await core.store.get<KiiObject>(key);
		if (bucket === undefined || current === undefined) {
			if (precondition.versions !== undefined) {
				throw bucket === undefined ? bucketNotFound(appID, address) : objectNotFound(appID, address, objectID);
			}
			const object = await insertObject(core, caller, address, objectID, content);
			if (object !== undefined) return { object, created: true };
			continue;
		}
		await authorizeObject(core, caller, address, { bucket, object: current }, "write");
		requirePrecondition(precondition, appID, address, current.value);
		const object = changed(core.clockOf(caller.appID).now(), current.value, content.fields, content.dataType);
		if (await core.store.commit([{ key, value: object, expect: current.version }], [bucket])) {
			await tell(core, caller, address, object, "DATA_OBJECT_UPDATED");
			return { object, created: false };
		}
	}
}

/**
 * Changes some fields of an object. Its data type stays (Kii guide, "Partial Update").
 * @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, UNAUTHORIZED, OBJECT_ALREADY_EXISTS, OBJECT_VERSION_IS_STALE,
 * INVALID_INPUT_DATA
 */
export async function patchObject(
	core: Core,
	caller: Caller,
	address: BucketAddress,
	objectID: string,
	changes: ObjectFields,
	precondition: Precondition = {},
): Promise<KiiObject> {
	const { appID } = caller;
	for (;;) {
		const found = await findObject(core, appID, address, objectID);
		await authorizeObject(core, caller, address, found, "write");
		const { key, value, version } = found.object;
		requirePrecondition(precondition, appID, address, value);
		const fields = mergedFields(value.fields, changes);
		requireSize(fields);
		const object = changed(core.clockOf(caller.appID).now(), value, fields);
		if (await core.store.commit([{ key, value: object, expect: version }], [found.bucket])) {
			await tell(core, caller, address, object, "DATA_OBJECT_UPDATED");
			return object;
		}
	}
}

/** Undefined when there is such an object now, or the bucket has gone meanwhile. */
async function insertObject(
	core: Core,
	caller: Caller,
	address: BucketAddress,
	objectID: string,
	{ fields, dataType = plainDataType }: ObjectContent,
): Promise<KiiObject | undefined> {
	const { appID } = caller;
	const bucket = await bucketForNewObject(core, caller, address);
	const now = core.clockOf(appID).now();
	const creator = subjectOf(caller.principal);
	const object: KiiObject = {
		objectID,
		dataType,
		version: 1,
		creator,
		createdAt: now,
		modifiedAt: now,
		sequence: core.sequence(appID),
		fields,
	};
	const write = inserted(objectKey(appID, address, objectID), object);
	if (!(await withRoomForObject(core, appID, () => core.store.commit([write], [bucket])))) return undefined;
	await tell(core, caller, address, object, "DATA_OBJECT_CREATED");
	return object;
}

function changed(now: number, object: KiiObject, fields: ObjectFields, dataType = object.dataType): KiiObject {
	return { ...object, fields, dataType, version: object.version + 1, modifiedAt: now };
}

function tell(
	core: Core,
	caller: Caller,
	bucket: BucketAddress,
	{ objectID, modifiedAt }: KiiObject,
	type: BucketEventType,
): Promise<void> {
	return pushBucketEvent(core, caller, { type, bucket, objectID, modifiedAt });
}

function requireObjectID(appID: string, address: BucketAddress, objectID: string): void {
	if (objectIDPattern.test(objectID)) return;
	const message = `The object ID ${objectID} must be 2 to 100 letters, digits, "_", "-" and "."`;
	throw new KiiError("INVALID_OBJECT_ID", message, objectContext(appID, address, objectID));
}
