import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { SettingError } from "../config.ts";
import { findApp } from "../core/app.ts";
import type { Core } from "../core/context.ts";
import { KiiError } from "../core/errors.ts";
import { addServerCode, findServerCode, setCurrentServerCode } from "../core/server-code-version.ts";

/**
 * Deploys every `{appID}.js` of a folder as its app's current server code, unless that is what it is already.
 * @throws SettingError naming the file that cannot be read or deployed
 */
export async function deployFolder(core: Core, folder: string, onlyAppID?: string): Promise<void> {
	const names = await readdir(folder).catch((error: Error) => {
		throw refused(`cannot read ${folder}: ${error.message}`, error);
	});
	for (const name of names.filter((each) => each.endsWith(".js")).sort()) {
		const file = join(folder, name);
		const appID = basename(name, ".js");
		if (onlyAppID !== undefined && appID !== onlyAppID) continue;
		try {
			await deploy(core, appID, await readFile(file, "utf8"));
		} catch (error) {
			throw refused(`cannot deploy ${file}: ${(error as Error).message}`, error);
		}
	}
}

async function deploy(core: Core, appID: string, source: string): Promise<void> {
	await findApp(core, appID);
	const current = await findServerCode(core, appID, "current").catch((error) => {
		if (error instanceof KiiError) return undefined;
		throw error;
	});
	if (current?.source === source) return;
	const { versionID } = await addServerCode(core, appID, source);
	await setCurrentServerCode(core, appID, versionID);
	core.log.info({ appID, versionID }, `server code of app ${appID} deployed`);
}

function refused(reason: string, cause: unknown): SettingError {
	return new SettingError("serverCodeDir", reason, { exitCode: 1, cause });
}
