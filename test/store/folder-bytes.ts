import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

// A LevelDB's lock and its log for people say nothing of what it holds.
const saysNothing = /(?:^|[\\/])LO(?:CK|G|G\.old)$/;

/** Every file below a folder with its bytes, in base64. */
export async function folderBytes(folder: string): Promise<Readonly<Record<string, string>>> {
	const files: Record<string, string> = {};
	for (const name of (await readdir(folder, { recursive: true })).toSorted()) {
		if (saysNothing.test(name)) continue;
		const file = join(folder, name);
		if ((await stat(file)).isFile()) files[name] = (await readFile(file)).toString("base64");
	}
	return files;
}
