import { lstatSync, rmSync } from "node:fs";
import { SettingError } from "../config.ts";
import { writeAside } from "../system/write-aside.ts";
import type { Running } from "./program.ts";

/** Makes sure that no file of an earlier run is taken for ours. @throws SettingError */
export function removePortsFile(file: string | undefined): void {
	if (file === undefined) return;
	try {
		const found = lstatSync(file, { throwIfNoEntry: false });
		// A device such as /dev/full would be gone for the whole machine.
		if (found && !found.isFile() && !found.isSymbolicLink()) throw new Error("it is not a regular file");
		rmSync(file, { force: true });
	} catch (error) {
		throw new SettingError("portsFile", `cannot remove ${file}: ${(error as Error).message}`, {
			exitCode: 1,
			cause: error,
		});
	}
}

/** Writes the real ports as JSON, so that who waits for the file never reads half of it. @throws SettingError */
export async function writePortsFile(file: string | undefined, ports: Running["ports"]): Promise<void> {
	if (file === undefined) return;
	const { http, https, tcp, tls, ws, wss } = ports;
	try {
		await writeAside(file, `${JSON.stringify({ http, https, tcp, tls, ws, wss })}\n`, { onDisk: false });
	} catch (error) {
		throw new SettingError("portsFile", `cannot write ${file}: ${(error as Error).message}`, {
			exitCode: 1,
			cause: error,
		});
	}
}
