import { type Locator, readLocators } from "./locator.ts";
import { probe } from "./probe.ts";
import type { Program } from "./program.ts";

/** The emulators of this user that run on this machine, the last started first. */
export async function findRunning({ locators }: Program): Promise<readonly Locator[]> {
	const living = locators === undefined ? [] : readLocators(locators);
	return (await Promise.all(living.map(async (locator) => ((await answers(locator)) ? locator : [])))).flat();
}

/** Whether it is this emulator that answers there: the process ID may have become another program's. */
async function answers({ pid, urls }: Locator): Promise<boolean> {
	try {
		return (JSON.parse(await probe(new URL("/_emulator/health", urls.http))) as { pid?: number }).pid === pid;
	} catch {
		return false;
	}
}
