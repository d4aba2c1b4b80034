import { cancelAlarms } from "./alarms.ts";
import { pointersTo } from "./app-pointers.ts";
import type { Core } from "./context.ts";
import type { Blob, Entry } from "./ports.ts";
import { appFolder } from "./records.ts";

/** Records and bodies that take the place of others. */
export interface NewState {
	readonly records: readonly Pick<Entry, "key" | "value">[];
	readonly blobs: readonly Blob[];
}

/**
 * Replaces everything that belongs to an app, or to any, all at once. Nothing else may be at work on it.
 * @param appID all apps, and the list of them, if undefined
 */
export async function replaceState(core: Core, appID: string | undefined, next: NewState): Promise<void> {
	cancelAlarms(core, appID);
	const folders = [appID === undefined ? "" : appFolder(appID)];
	const pointers = appID === undefined ? [] : await pointersTo(core, appID);
	// In one turn: a store that outlives the process keeps both or none.
	await Promise.all([
		core.store.replace([...folders, ...pointers], next.records),
		core.blobs.replace(folders, next.blobs),
	]);
}
