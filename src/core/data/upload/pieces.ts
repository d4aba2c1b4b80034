/** Bytes `first` to `last` (included) of an upload: those from `start` on of the chunk that is kept under `versionID`. */
export interface Piece {
	readonly first: number;
	readonly last: number;
	readonly versionID: string;
	readonly start: number;
	/** Bytes of the whole chunk. */
	readonly kept: number;
}

/** The pieces with a new one, which wins over what it overlaps, in the order of their bytes. */
export function withPiece(pieces: readonly Piece[], added: Piece): Piece[] {
	const before: Piece[] = [];
	const behind: Piece[] = [];
	for (const piece of pieces) {
		if (piece.last < added.first) before.push(piece);
		else if (piece.first > added.last) behind.push(piece);
		else {
			if (piece.first < added.first) before.push({ ...piece, last: added.first - 1 });
			const cut = added.last + 1 - piece.first;
			if (piece.last > added.last) behind.push({ ...piece, first: piece.first + cut, start: piece.start + cut });
		}
	}
	return [...before, added, ...behind];
}

/** The chunks that `pieces` are parts of. */
export function chunksOf(pieces: readonly Piece[]): Set<string> {
	return new Set(pieces.map(({ versionID }) => versionID));
}

/** Bytes that the pieces have of the upload. */
export function bytesOf(pieces: readonly Piece[]): number {
	return pieces.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** Bytes that must be kept for the pieces: those of every chunk that a piece is part of. */
export function bytesKeptFor(pieces: readonly Piece[]): number {
	return [...new Map(pieces.map(({ versionID, kept }) => [versionID, kept])).values()].reduce((a, b) => a + b, 0);
}
