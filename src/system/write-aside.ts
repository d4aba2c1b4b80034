import { randomBytes } from "node:crypto";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { syncFolder } from "./sync-folder.ts";

export interface AsideOptions {
	/** Permissions of the file, which the umask narrows; 0o666 by default. */
	readonly mode?: number;
	/** False where it need not survive a loss of power. */
	readonly onDisk?: boolean;
}

/** Milliseconds after which a file put aside that nobody writes to has been left by a process that was killed. */
const lifetime = 60_000;

/**
 * Writes a file so that it is there as a whole or as it was: aside, as `FILE.{12 hexadecimal digits}.new` beside it, to the disk,
 * renamed, and its folder to the disk. What killed processes have left of it is removed.
 * @returns its bytes
 */
export async function writeAside(
	file: string,
	content: string | AsyncIterable<string>,
	{ mode = 0o666, onDisk = true }: AsideOptions = {},
): Promise<number> {
	const folder = dirname(file);
	const aside = `${file}.${randomBytes(6).toString("hex")}.new`;
	let bytes = 0;
	try {
		const handle = await open(aside, "wx", mode);
		try {
			for await (const part of typeof content === "string" ? [content] : content) {
				const chunk = Buffer.from(part);
				await handle.writeFile(chunk);
				bytes += chunk.length;
			}
			if (onDisk) await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(aside, file);
	} catch (error) {
		await rm(aside, { force: true });
		throw error;
	}
	if (onDisk) await syncFolder(folder);
	// Nothing is lost when that fails: it is tried again next time.
	await removeLeftOver(folder, basename(file)).catch(() => {});
	return bytes;
}

/** The file for which one of this name has been put aside; undefined for a name that is not {@link writeAside}'s. */
export function putAsideFor(name: string): string | undefined {
	return /^(.+)\.[0-9a-f]{12}\.new$/s.exec(name)?.[1];
}

async function removeLeftOver(folder: string, file: string): Promise<void> {
	for (const name of await readdir(folder)) {
		if (putAsideFor(name) !== file) continue;
		const path = join(folder, name);
		const { mtimeMs } = await stat(path);
		if (Date.now() - mtimeMs > lifetime) await rm(path, { force: true });
	}
}
