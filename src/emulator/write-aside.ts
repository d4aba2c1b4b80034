import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "../system/sync-folder.ts";

let count = 0;

/**
 * Writes a file so that it is there as a whole or as it was: aside, to the disk, renamed, and its folder to the disk.
 * @returns its bytes
 */
export async function writeAside(file: string, parts: AsyncIterable<string>): Promise<number> {
	const folder = dirname(file);
	await mkdir(folder, { recursive: true });
	const aside = `${file}.${process.pid}-${++count}.new`;
	let bytes = 0;
	try {
		const handle = await open(aside, "w", 0o600);
		try {
			for await (const part of parts) {
				const chunk = Buffer.from(part);
				await handle.writeFile(chunk);
				bytes += chunk.length;
			}
			await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(aside, file);
	} catch (error) {
		await rm(aside, { force: true });
		throw error;
	}
	await syncFolder(folder);
	return bytes;
}
