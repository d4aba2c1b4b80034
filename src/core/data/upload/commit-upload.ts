import type { Core } from "../../context.ts";
import { otherRequests } from "../../other-requests.ts";
import type { Entry } from "../../ports.ts";
import type { Caller } from "../../principal.ts";
import { bodyBytesKey, dropBytes, keepBytes, type ObjectAddress } from "../body/body-bytes.ts";
import { integrityNotAssured, mayChange } from "../body/body-etag.ts";
import { type BodyChange, changeBody } from "../body/change-body.ts";
import { bodyMediaType } from "../body/media-type.ts";
import { pushBodyEvent } from "../body/object-body.ts";
import { bytesOf, chunksOf } from "./pieces.ts";
import { findUpload, type Upload, uploadFor } from "./upload.ts";

/** Bytes that are copied before other requests have their turn. */
const turn = 4 * 1024 * 1024;

/**
 * Makes a complete upload the body of its object.
 * @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, UNAUTHORIZED, OBJECT_BODY_UPLOAD_NOT_FOUND;
 * OBJECT_BODY_INTEGRITY_NOT_ASSURED while bytes are missing, and when the body is not the one of `ifMatch`
 */
export async function commitUpload(
	core: Core,
	caller: Caller,
	address: ObjectAddress,
	uploadID: string,
	ifMatch?: string,
): Promise<void> {
	const { appID } = caller;
	await uploadFor(core, caller, address, uploadID);
	let upload: Entry<Upload> | undefined;
	let versionID: string | undefined;

	const dropWhole = async () => {
		if (versionID !== undefined) await dropBytes(core, appID, address, versionID);
		versionID = undefined;
	};
	const object = await changeBody(core, appID, address, async (current): Promise<BodyChange> => {
		if (!mayChange(current, ifMatch)) {
			throw integrityNotAssured(appID, address, "The body of the object is not the one that was to be replaced");
		}
		const entry = await findUpload(core, appID, address, uploadID);
		if (versionID === undefined || upload?.version !== entry.version) {
			await dropWhole();
			versionID = await keepBytes(core, appID, address, await assembled(core, appID, address, entry.value));
			upload = entry;
		}
		const { contentType, total = 0 } = entry.value;
		return {
			body: { contentType: bodyMediaType(contentType), size: total, versionID },
			also: [{ key: entry.key, value: undefined, expect: entry.version }],
		};
	}).catch(async (error: unknown) => {
		await dropWhole();
		throw error;
	});
	if (upload !== undefined) await dropBytes(core, appID, address, ...chunksOf(upload.value.pieces));
	await pushBodyEvent(core, caller, address, "DATA_OBJECT_BODY_UPDATED", object);
}

async function assembled(core: Core, appID: string, address: ObjectAddress, upload: Upload): Promise<Uint8Array> {
	const { pieces, total, uploadID } = upload;
	// Pieces do not overlap.
	if (total === undefined || bytesOf(pieces) < total) {
		throw integrityNotAssured(appID, address, "Bytes of the upload are missing");
	}
	const whole = new Uint8Array(total);
	let copied = 0;
	for (const { first, last, versionID, start } of pieces) {
		const chunk = await core.blobs.get(bodyBytesKey(appID, address, versionID));
		if (chunk === undefined) {
			// A chunk was sent again, or the upload ended, while this was at work.
			await findUpload(core, appID, address, uploadID);
			throw integrityNotAssured(appID, address, "Bytes of the upload were replaced during the commit");
		}
		const length = last - first + 1;
		whole.set(chunk.subarray(start, start + length), first);
		copied += length;
		if (copied < turn) continue;
		copied = 0;
		await otherRequests();
	}
	return whole;
}
