import { open } from "node:fs/promises";

/** Puts on the disk what files a folder has. Not every system can: Windows opens no folder. */
export async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, "r").catch(() => undefined);
	await handle?.sync().catch(() => {});
	await handle?.close();
}
