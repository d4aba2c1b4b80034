import { access, constants, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** @throws Error that says why a file cannot be written, so far as that is known beforehand; nothing is made or changed */
export async function checkFileToWrite(file: string): Promise<void> {
	const folder = dirname(file);
	const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
		throw error.code === "ENOENT" ? new Error(`there is no folder ${folder}; make it first`) : error;
	});
	if (!found.isDirectory()) throw new Error(`${folder} is not a folder`);
	if ((await stat(file).catch(() => undefined))?.isDirectory()) throw new Error("it is a folder");
	await access(folder, constants.W_OK);
}
