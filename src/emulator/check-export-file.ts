import { access, constants, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { SettingError, type Settings } from "../config.ts";

/** Refuses a file of `export-on-exit` that cannot be written at the end: better at the start than when all is to be kept. @throws SettingError */
export async function checkExportFile({ exportOnExit: file }: Pick<Settings, "exportOnExit">): Promise<void> {
	if (file === undefined) return;
	const folder = dirname(file);
	try {
		const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
			throw error.code === "ENOENT" ? new Error(`there is no folder ${folder}; make it first`) : error;
		});
		if (!found.isDirectory()) throw new Error(`${folder} is not a folder`);
		if ((await stat(file).catch(() => undefined))?.isDirectory()) throw new Error("it is a folder");
		await access(folder, constants.W_OK);
	} catch (error) {
		throw new SettingError("exportOnExit", `cannot write ${file}: ${(error as Error).message}`, {
			exitCode: 1,
			cause: error,
		});
	}
}
