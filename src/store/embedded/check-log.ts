import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { firstPiece, logPieces, wholePiece } from "./log-pieces.ts";
import { logOfManifest } from "./manifest.ts";
import { TableError } from "./table.ts";

/**
 * Looks for batches that cannot be read, and for the log that goes on from the tables: a LevelDB would forget them, and often
 * what is behind them, without a word. A log that ends in half a batch is as a kill leaves it, and good.
 * @throws TableError "damaged"
 */
export async function checkLogs(folder: string): Promise<void> {
	const names = await readdir(folder);
	for (const name of names.filter((each) => each.endsWith(".log"))) {
		const lost = lostBatch(await bytesOf(join(folder, name)));
		if (lost !== undefined) throw new TableError("damaged", `a batch in ${name} has changed, at byte ${lost}`);
	}
	const current = (await bytesOf(join(folder, "CURRENT"))).toString().trim();
	const number = current === "" ? undefined : logOfManifest(await bytesOf(join(folder, current)));
	const log = `${String(number ?? 0).padStart(6, "0")}.log`;
	// Another emulator that runs may have gone on to the next one.
	if (number !== undefined && !names.includes(log) && !(await readdir(folder)).some(isLater(log))) {
		throw new TableError("damaged", `its file state/${log} is missing`);
	}
}

const isLater = (log: string) => (name: string) => name.endsWith(".log") && name >= log;

/** None where another emulator that runs has removed it: then the folder is in use, as opening it will tell. */
async function bytesOf(file: string): Promise<Buffer> {
	return readFile(file).catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return Buffer.alloc(0);
		throw error;
	});
}

/** Where a batch is that cannot be read. */
function lostBatch(log: Buffer): number | undefined {
	let unread: number | undefined;
	let isFirst = true;
	for (const { at, type, bytes } of logPieces(log)) {
		if (bytes === undefined) return at;
		// Pieces of a batch whose first one is missing.
		if (isFirst && type !== wholePiece && type !== firstPiece) unread = at;
		isFirst = false;
	}
	return unread;
}
