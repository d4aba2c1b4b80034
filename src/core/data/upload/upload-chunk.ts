import type { Core } from "../../context.ts";
import { invalidInput, KiiError } from "../../errors.ts";
import type { Caller } from "../../principal.ts";
import { dropBytes, keepBytes, type ObjectAddress } from "../body/body-bytes.ts";
import { bodyMediaType } from "../body/media-type.ts";
import { type ContentRange, contentRangeOf } from "./content-range.ts";
import { bytesKeptFor, chunksOf, type Piece, withPiece } from "./pieces.ts";
import { findUpload, type Upload, uploadFor, uploadLifetime } from "./upload.ts";

/** Pieces of an upload: enough for 10 MiB in chunks of 1 KiB. */
const maxPieces = 12_000;

export interface Chunk {
	readonly bytes: Uint8Array;
	/** As the headers of the request have them. */
	readonly contentRange: string | undefined;
	readonly contentType: string | undefined;
}

/**
 * Takes in one chunk, in any order. What came before is overwritten where they overlap, so a chunk can be sent again.
 * @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, UNAUTHORIZED, OBJECT_BODY_UPLOAD_NOT_FOUND, REQUEST_TOO_LARGE;
 * INVALID_INPUT_DATA for a range that does not fit the chunk or the chunks before
 */
export async function putChunk(
	core: Core,
	caller: Caller,
	address: ObjectAddress,
	uploadID: string,
	chunk: Chunk,
	maxObjectBody: number,
): Promise<void> {
	const { appID } = caller;
	const { bytes } = chunk;
	await uploadFor(core, caller, address, uploadID);
	const range = contentRangeOf(chunk.contentRange);
	const contentType = bodyMediaType(chunk.contentType);
	if (range.total > maxObjectBody) {
		throw new KiiError("REQUEST_TOO_LARGE", "The body is larger than the setting max-object-body allows");
	}
	if (bytes.length !== range.last - range.first + 1) {
		throw invalidInput({ "Content-Range": `must name as many bytes as the body has: ${bytes.length}` });
	}
	const versionID = await keepBytes(core, appID, address, bytes);
	const { first, last } = range;
	const piece: Piece = { first, last, versionID, start: 0, kept: bytes.length };
	try {
		for (;;) {
			const { key, version, value: before } = await findUpload(core, appID, address, uploadID);
			const pieces = piecesWith(before, piece, range);
			const expiresAt = core.clockOf(appID).now() + uploadLifetime;
			const value: Upload = { ...before, contentType, total: range.total, pieces, expiresAt };
			if (!(await core.store.commit([{ key, value, expect: version }]))) continue;
			const needed = chunksOf(pieces);
			const replaced = [...chunksOf(before.pieces)].filter((each) => !needed.has(each));
			return await dropBytes(core, appID, address, ...replaced);
		}
	} catch (error) {
		await dropBytes(core, appID, address, versionID);
		throw error;
	}
}

function piecesWith(upload: Upload, added: Piece, { total }: ContentRange): Piece[] {
	if (upload.total !== undefined && upload.total !== total) {
		throw invalidInput({ "Content-Range": `must have the total of the chunks before: ${upload.total}` });
	}
	const pieces = withPiece(upload.pieces, added);
	if (pieces.length > maxPieces) {
		throw invalidInput({ "Content-Range": `leaves more than ${maxPieces} pieces: send larger chunks` });
	}
	// Little of a large chunk may be left, but all of it is kept.
	if (bytesKeptFor(pieces) > 2 * total) {
		throw invalidInput({ "Content-Range": "overlaps too much with the chunks before: start another upload" });
	}
	return pieces;
}
