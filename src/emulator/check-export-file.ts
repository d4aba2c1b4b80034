import { SettingError, type Settings } from "../config.ts";
import { checkFileToWrite } from "./check-file-to-write.ts";

/** Refuses a file of `export-on-exit` that cannot be written at the end: better at the start than when all is to be kept. @throws SettingError */
export async function checkExportFile({ exportOnExit: file }: Pick<Settings, "exportOnExit">): Promise<void> {
	if (file === undefined) return;
	try {
		await checkFileToWrite(file);
	} catch (error) {
		throw new SettingError("exportOnExit", `cannot write ${file}: ${(error as Error).message}`, {
			exitCode: 1,
			cause: error,
		});
	}
}
