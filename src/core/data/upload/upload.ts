import { scopeKey } from "../../access/object-scope.ts";
import type { Core } from "../../context.ts";
import { KiiError } from "../../errors.ts";
import { newBodyID } from "../../identifiers.ts";
import type { Entry } from "../../ports.ts";
import type { Caller } from "../../principal.ts";
import { inserted, recordKey } from "../../records.ts";
import { dropBytes, type ObjectAddress } from "../body/body-bytes.ts";
import { authorizeObject, findObject, objectContext, objectFor } from "../object-record.ts";
import { chunksOf, type Piece } from "./pieces.ts";

/** A body that arrives in chunks (Kii guide, "Resumable Transfer"). */
export interface Upload {
	readonly uploadID: string;
	readonly clientHash?: string;
	/** That of the last chunk. */
	readonly contentType?: string;
	/** Bytes of the whole, as the first chunk said. */
	readonly total?: number;
	readonly pieces: readonly Piece[];
	/** Unix milliseconds. */
	readonly startedAt: number;
	/** Unix milliseconds: so long after the last chunk. */
	readonly expiresAt: number;
}

/** Milliseconds that an upload waits for its next chunk. */
export const uploadLifetime = 24 * 60 * 60 * 1000;
/** Open uploads of an object; a client that starts over and over leaves them behind, so the oldest gives way. */
const maxUploads = 10;

export function uploadFolder(appID: string, { scope, bucketID, objectID }: ObjectAddress): string {
	return recordKey(appID, "object-upload", scopeKey(scope), bucketID, objectID);
}

export function uploadKey(appID: string, address: ObjectAddress, uploadID: string): string {
	return `${uploadFolder(appID, address)}/${encodeURIComponent(uploadID)}`;
}

/** @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, UNAUTHORIZED */
export async function startUpload(
	core: Core,
	caller: Caller,
	address: ObjectAddress,
	clientHash?: string,
): Promise<Upload> {
	const { appID } = caller;
	for (;;) {
		const found = await findObject(core, appID, address, address.objectID);
		await authorizeObject(core, caller, address, found, "write");
		await makeRoom(core, appID, address);
		const startedAt = core.clockOf(appID).now();
		const upload: Upload = {
			uploadID: newBodyID(core.idsOf(appID)),
			...(clientHash === undefined ? {} : { clientHash }),
			pieces: [],
			startedAt,
			expiresAt: startedAt + uploadLifetime,
		};
		const write = inserted(uploadKey(appID, address, upload.uploadID), upload);
		// Of an object that is gone meanwhile nobody would forget it, and the next one of that ID would have it.
		if (await core.store.commit([write], [found.bucket, found.object])) return upload;
	}
}

/** @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, UNAUTHORIZED, OBJECT_BODY_UPLOAD_NOT_FOUND */
export async function uploadFor(
	core: Core,
	caller: Caller,
	address: ObjectAddress,
	uploadID: string,
): Promise<Entry<Upload>> {
	await objectFor(core, caller, address, address.objectID, "write");
	return findUpload(core, caller.appID, address, uploadID);
}

/** Without a look at rights. @throws KiiError OBJECT_BODY_UPLOAD_NOT_FOUND, also when it has expired */
export async function findUpload(
	core: Core,
	appID: string,
	address: ObjectAddress,
	uploadID: string,
): Promise<Entry<Upload>> {
	const entry = await core.store.get<Upload>(uploadKey(appID, address, uploadID));
	if (entry !== undefined && entry.value.expiresAt > core.clockOf(appID).now()) return entry;
	throw new KiiError("OBJECT_BODY_UPLOAD_NOT_FOUND", `The upload ${uploadID} was not found`, {
		...objectContext(appID, address, address.objectID),
		uploadID,
	});
}

/** @throws KiiError as {@link uploadFor} */
export async function cancelUpload(
	core: Core,
	caller: Caller,
	address: ObjectAddress,
	uploadID: string,
): Promise<void> {
	await uploadFor(core, caller, address, uploadID);
	await endUpload(core, caller.appID, address, uploadID);
}

/** Forgets an upload and its chunks. */
async function endUpload(core: Core, appID: string, address: ObjectAddress, uploadID: string): Promise<void> {
	for (;;) {
		const entry = await core.store.get<Upload>(uploadKey(appID, address, uploadID));
		if (entry === undefined) return;
		if (!(await core.store.commit([{ key: entry.key, value: undefined, expect: entry.version }]))) continue;
		await dropBytes(core, appID, address, ...chunksOf(entry.value.pieces));
		return;
	}
}

/** Forgets all uploads of an object. */
export async function endUploadsOf(core: Core, appID: string, address: ObjectAddress): Promise<void> {
	for (const { value } of await core.store.list<Upload>(uploadFolder(appID, address))) {
		await endUpload(core, appID, address, value.uploadID);
	}
}

async function makeRoom(core: Core, appID: string, address: ObjectAddress): Promise<void> {
	const uploads = (await core.store.list<Upload>(uploadFolder(appID, address))).map(({ value }) => value);
	const open = uploads
		.filter(({ expiresAt }) => expiresAt > core.clockOf(appID).now())
		.sort((one, other) => one.startedAt - other.startedAt);
	const kept = new Set(open.slice(-(maxUploads - 1)));
	for (const upload of uploads) if (!kept.has(upload)) await endUpload(core, appID, address, upload.uploadID);
}
