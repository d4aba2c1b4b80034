import type { Piece } from "./pieces.ts";
import type { Upload } from "./upload.ts";

/**
 * What keeps the pieces of an upload from being put together, said for a person; undefined when nothing does.
 * @param bytesOf how many bytes are kept of a chunk; undefined for none
 */
export function pieceFault(
	{ pieces, total = 0 }: Pick<Upload, "pieces" | "total">,
	bytesOf: (versionID: string) => number | undefined,
): string | undefined {
	let next = 0;
	for (const [n, piece] of pieces.entries()) {
		const bytes = bytesOf(piece.versionID);
		if (bytes === undefined) return `pieces[${n}] has no bytes in bodies`;
		if (!isPart(piece, bytes)) return `pieces[${n}] is not a part of its ${bytes} bytes`;
		if (piece.first < next || piece.last >= total) return `pieces[${n}] is not in its place of the ${total} bytes`;
		next = piece.last + 1;
	}
	return undefined;
}

function isPart({ first, last, start, kept }: Piece, bytes: number): boolean {
	return kept === bytes && first <= last && start + last - first < bytes;
}
