import { firstPiece, lastPiece, logPieces, wholePiece } from "./log-pieces.ts";

const tags = { comparator: 1, log: 2, compactPointer: 5, deletedFile: 6, newFile: 7 };

/**
 * The number of the log that goes on where the tables of a LevelDB end; undefined when its manifest does not say, or cannot be
 * read, which opening it will tell. Format: `VersionEdit::EncodeTo` in https://github.com/google/leveldb/blob/main/db/version_edit.cc
 */
export function logOfManifest(manifest: Buffer): number | undefined {
	let log: number | undefined;
	try {
		for (const edit of editsOf(manifest)) log = logOfEdit(edit) ?? log;
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return undefined;
	}
	return log;
}

function* editsOf(manifest: Buffer): Generator<Buffer> {
	let pieces: Buffer[] = [];
	for (const { type, bytes } of logPieces(manifest)) {
		if (bytes === undefined) throw new RangeError("damaged");
		if (type === wholePiece || type === firstPiece) pieces = [];
		pieces.push(bytes);
		if (type === wholePiece || type === lastPiece) yield Buffer.concat(pieces);
	}
}

function logOfEdit(edit: Buffer): number | undefined {
	let log: number | undefined;
	let at = 0;
	const number = (): number => {
		let value = 0;
		for (let factor = 1; ; factor *= 128) {
			const byte = edit.readUInt8(at++);
			value += (byte & 0x7f) * factor;
			if (byte < 0x80) return value;
		}
	};
	const skipText = () => {
		// Apart: `at` moves while the number is read.
		const length = number();
		at += length;
	};
	while (at < edit.length) {
		const tag = number();
		if (tag === tags.comparator) skipText();
		else if (tag === tags.compactPointer) {
			number();
			skipText();
		} else if (tag === tags.newFile) {
			for (let n = 0; n < 3; n++) number();
			for (let n = 0; n < 2; n++) skipText();
		} else if (tag === tags.deletedFile) {
			for (let n = 0; n < 2; n++) number();
		} else {
			const value = number();
			if (tag === tags.log) log = value;
		}
	}
	return log;
}
