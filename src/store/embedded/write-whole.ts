import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "../../system/sync-folder.ts";

/** Writes a small file so that it is there, on the disk, as a whole or as it was. */
export async function writeWhole(file: string, content: unknown): Promise<void> {
	const aside = `${file}.new`;
	const handle = await open(aside, "w");
	try {
		await handle.writeFile(`${JSON.stringify(content)}\n`);
		await handle.sync();
	} finally {
		await handle.close();
	}
	await rename(aside, file);
	await syncFolder(dirname(file));
}
