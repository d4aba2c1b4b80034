import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** Every file below a folder with its bytes, in base64. */
export async function folderBytes(folder: string): Promise<Readonly<Record<string, string>>> {
	const files: Record<string, string> = {};
	for (const name of (await readdir(folder, { recursive: true })).toSorted()) {
		const file = join(folder, name);
		if ((await stat(file)).isFile()) files[name] = (await readFile(file)).toString("base64");
	}
	return files;
}
