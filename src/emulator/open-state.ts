import { SettingError, type Settings } from "../config.ts";
import type { BlobStore, Log, StateStore } from "../core/ports.ts";
import { DataFolderError, inspectDataFolder } from "../store/embedded/data-folder.ts";
import { openEmbedded } from "../store/embedded/open-embedded.ts";
import { createMemoryBlobs } from "../store/memory-blobs.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import type { Counter } from "../system/sequence.ts";
import { version } from "../version.ts";

/** Where an emulator keeps what it knows. */
export interface State {
	readonly store: StateStore;
	readonly blobs: BlobStore;
	/** Of `core.sequence`. */
	readonly counter: Counter;
	/** Whether there was an emulator before this one. */
	readonly resumed: boolean;
}

/** Memory, or the folder `data-dir`. @throws SettingError for a folder that cannot be used, which is left as it is */
export async function openState({ dataDir, durability }: Settings, log: Log): Promise<State> {
	const counter: Counter = { value: 0, floor: 0, generation: 0 };
	if (dataDir === undefined) {
		return { store: createMemoryStore(), blobs: createMemoryBlobs(), counter, resumed: false };
	}
	const opened = await naming(openEmbedded({ folder: dataDir, durability, counter, log, version }));
	counter.floor = counter.value;
	return { counter, ...opened };
}

/** Looks at the folder `data-dir`, if there is one, without changing it. @throws SettingError for one that cannot be used */
export async function inspectState({ dataDir }: Settings): Promise<void> {
	if (dataDir !== undefined) await naming(inspectDataFolder(dataDir));
}

async function naming<T>(work: Promise<T>): Promise<T> {
	try {
		return await work;
	} catch (error) {
		if (!(error instanceof DataFolderError)) throw error;
		throw new SettingError("dataDir", error.message, { exitCode: 1, cause: error });
	}
}
