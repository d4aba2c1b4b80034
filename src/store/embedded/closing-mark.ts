import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder } from "../../system/sync-folder.ts";
import { writeAside } from "../../system/write-aside.ts";
import { TableError } from "./table.ts";

/** Number of records and bodies, and the sum of their checksums modulo 2^32. */
export interface Total {
	readonly count: number;
	readonly sum: number;
}

/**
 * What a folder held when its emulator closed it. LevelDB cannot know a log that has lost its end from one that a kill ended; this
 * can. It is there only while nobody is at work on the folder. @throws TableError "damaged" when it cannot be read
 */
export async function readClosingMark(folder: string): Promise<Total | undefined> {
	const text = await readFile(markFile(folder), "utf8").catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return undefined;
		throw error;
	});
	if (text === undefined) return undefined;
	try {
		const { count, sum } = JSON.parse(text) as Partial<Total>;
		if (Number.isInteger(count) && Number.isInteger(sum)) return { count: Number(count), sum: Number(sum) };
	} catch {}
	throw new TableError("damaged", `${markFile(folder)} cannot be read`);
}

export async function writeClosingMark(folder: string, { count, sum }: Total): Promise<void> {
	await writeAside(markFile(folder), `${JSON.stringify({ count, sum })}\n`);
}

/** Before anything is changed. On the disk: it must not come back. */
export async function removeClosingMark(folder: string): Promise<void> {
	await rm(markFile(folder), { force: true });
	await syncFolder(folder);
}

function markFile(folder: string): string {
	return join(folder, "closed.json");
}
