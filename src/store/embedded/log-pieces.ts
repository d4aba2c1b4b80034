import { crc32c } from "./crc32c.ts";

const blockSize = 32 * 1024;
const headerSize = 7;

/** Types of pieces: a batch is one whole piece, or several. */
export const [wholePiece, firstPiece, , lastPiece] = [1, 2, 3, 4];

/** A piece of a batch; without bytes, a place where there is none though there should be. */
export interface LogPiece {
	/** Offset in the log. */
	readonly at: number;
	readonly type: number;
	readonly bytes: Buffer | undefined;
}

/**
 * Reads a LevelDB's log, behind what cannot be read, too. That it ends in the middle of a piece, or in zeros, is no damage: a
 * process that is killed leaves that. Format: https://github.com/google/leveldb/blob/main/doc/log_format.md
 */
export function* logPieces(log: Buffer): Generator<LogPiece> {
	let isDamaged = false;
	for (let at = 0; at + headerSize <= log.length; ) {
		const left = blockSize - (at % blockSize);
		if (left < headerSize) {
			at += left;
			continue;
		}
		const length = log.readUInt16LE(at + 4);
		const type = log[at + 6] ?? 0;
		const end = at + headerSize + length;
		const canBe = type >= wholePiece && type <= lastPiece && headerSize + length <= left;
		if (canBe && end <= log.length && log.readUInt32LE(at) === masked(crc32c(log.subarray(at + 6, end)))) {
			yield { at, type, bytes: log.subarray(at + headerSize, end) };
			isDamaged = false;
			at = end;
		} else if (isEmpty(log.subarray(at, at + left))) at += left;
		else if (canBe && end > log.length && !isDamaged) return;
		else {
			if (!isDamaged) yield { at, type, bytes: undefined };
			isDamaged = true;
			// Whatever says how long it is may be what has changed.
			at++;
		}
	}
}

function isEmpty(bytes: Buffer): boolean {
	return bytes.every((byte) => byte === 0);
}

function masked(checksum: number): number {
	return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
