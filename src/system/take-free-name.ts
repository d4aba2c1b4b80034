import { open } from "node:fs/promises";
import { join, parse } from "node:path";

/**
 * Makes an empty file of this name, or where it is taken of the next one free: `NAME-2.json`, `NAME-3.json`, … Nobody else, in this
 * process or another, gets the same.
 * @returns its path
 */
export async function takeFreeName(file: string, mode: number): Promise<string> {
	const { dir, name, ext } = parse(file);
	for (let n = 1; ; n++) {
		const path = n === 1 ? file : join(dir, `${name}-${n}${ext}`);
		try {
			await (await open(path, "wx", mode)).close();
			return path;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		}
	}
}
