import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32c } from "./crc32c.ts";
import { TableError } from "./table.ts";

const blockSize = 32 * 1024;
const headerSize = 7;
/** Types of the records that a batch begins with: it is whole, or its first part. */
const [whole, firstPart, lastType] = [1, 2, 4];

/**
 * Looks for batches behind one that cannot be read: a LevelDB would forget the one and often the others without a word. A log
 * that ends in half a batch is as a kill leaves it, and good.
 * @throws TableError "damaged"
 */
export async function checkLogs(folder: string): Promise<void> {
	for (const name of await readdir(folder)) {
		if (!name.endsWith(".log")) continue;
		// Another emulator that runs may have removed it: then the folder is in use, as opening it will tell.
		const bytes = await readFile(join(folder, name)).catch((error: NodeJS.ErrnoException) => {
			if (error.code === "ENOENT") return Buffer.alloc(0);
			throw error;
		});
		const lost = lostBatch(bytes);
		if (lost !== undefined) throw new TableError("damaged", `a batch in ${name} has changed, at byte ${lost}`);
	}
}

/** Where a batch is that cannot be read though one behind it can. */
function lostBatch(log: Buffer): number | undefined {
	let unread: number | undefined;
	for (let at = 0; at + headerSize <= log.length; ) {
		const left = blockSize - (at % blockSize);
		if (left < headerSize) {
			at += left;
			continue;
		}
		const length = log.readUInt16LE(at + 4);
		const type = log[at + 6] ?? 0;
		if (isRecord(log, at, length, type, left)) {
			if (unread !== undefined && (type === whole || type === firstPart)) return unread;
			at += headerSize + length;
		} else if (isEmpty(log.subarray(at, at + left))) at += left;
		else {
			unread ??= at;
			// Whatever says how long it is may be what has changed.
			at++;
		}
	}
	return undefined;
}

/** Format: https://github.com/google/leveldb/blob/main/doc/log_format.md */
function isRecord(log: Buffer, at: number, length: number, type: number, left: number): boolean {
	const end = at + headerSize + length;
	if (type < whole || type > lastType || headerSize + length > left || end > log.length) return false;
	return log.readUInt32LE(at) === masked(crc32c(log.subarray(at + 6, end)));
}

function isEmpty(bytes: Buffer): boolean {
	return bytes.every((byte) => byte === 0);
}

function masked(checksum: number): number {
	return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
