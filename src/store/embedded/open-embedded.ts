import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { BlobStore, Log, StateStore } from "../../core/ports.ts";
import { checkLogs } from "./check-log.ts";
import { readClosingMark, removeClosingMark, writeClosingMark } from "./closing-mark.ts";
import { Contents, type Counter } from "./contents.ts";
import {
	checkRoom,
	DataFolderError,
	damagedFolder,
	inspectDataFolder,
	markBegun,
	markDataFolder,
	removeLeftOver,
} from "./data-folder.ts";
import { createEmbeddedBlobs } from "./embedded-blobs.ts";
import { createEmbeddedStore } from "./embedded-store.ts";
import { GroupCommit } from "./group-commit.ts";
import { type KeptFiles, keepAside } from "./keep-aside.ts";
import { openLevelTable } from "./level-table.ts";
import { type Table, TableError } from "./table.ts";

export interface EmbeddedOptions {
	readonly folder: string;
	/** `process`: a change survives the end of the process, however sudden. `disk`: of the machine, too. */
	readonly durability: "process" | "disk";
	/** Goes on where the folder has it. */
	readonly counter: Counter;
	readonly log: Log;
	/** Version of the emulator, for a folder that is made. */
	readonly version: string;
	/** Opens the table in `folder`; by default a LevelDB. */
	openTable?(folder: string, createIfMissing: boolean): Promise<Table>;
}

export interface Embedded {
	readonly store: StateStore;
	readonly blobs: BlobStore;
	/** Whether the folder had state already. */
	readonly resumed: boolean;
}

/** Opens the state kept in a folder, made if it is missing. @throws DataFolderError, leaving the folder as it is */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
	const { folder, durability, counter, log, version, openTable = openLevelTable } = options;
	const stateFolder = join(folder, "state");
	const resumed = await inspectDataFolder(folder);
	const open = (createIfMissing: boolean) => openTable(stateFolder, createIfMissing);
	let table: Table | undefined;
	let kept: KeptFiles | undefined;
	try {
		if (resumed) await checkLogs(stateFolder);
		const mark = await readClosingMark(folder);
		await markDataFolder(folder, version);
		if (resumed) kept = await keepAside(stateFolder);
		table = await open(!resumed);
		const contents = new Contents(counter);
		await contents.load(table);
		if (mark !== undefined && !isDeepStrictEqual(mark, contents.total)) {
			throw new TableError("damaged", "it has not all that was in it when it was closed");
		}
		await markBegun(folder);
		await removeClosingMark(folder);
		await removeLeftOver(folder);
		const commits = new GroupCommit({
			contents,
			table,
			sync: durability === "disk",
			log,
			reopen: () => open(false),
			checkRoom: () => checkRoom(folder),
		});
		const close = async () => {
			// Without it the folder is as a kill leaves it.
			if (await commits.close()) await writeClosingMark(folder, contents.total).catch(() => {});
		};
		const store = { ...createEmbeddedStore(contents, commits), close };
		return { store, blobs: createEmbeddedBlobs(contents, commits), resumed };
	} catch (error) {
		await table?.close();
		const refused = folderError(folder, error as Error);
		// Who has it in use may have changed it since.
		if (error instanceof TableError && error.fault === "in use") await kept?.putBackLogs();
		else await kept?.putBack();
		throw refused;
	}
}

function folderError(folder: string, error: Error): DataFolderError {
	if (error instanceof DataFolderError) return error;
	switch (error instanceof TableError ? error.fault : undefined) {
		case "in use":
			return new DataFolderError(
				`${folder} is in use by another emulator: stop that one, or choose another folder for this one`,
			);
		case "damaged":
			return damagedFolder(folder, error.message);
		case "not installed":
			return new DataFolderError(
				`needs the package classic-level, an optional dependency that is not there (${error.message}): install it, or leave data-dir out to keep everything in memory`,
			);
		default:
			return new DataFolderError(
				`cannot write to ${folder}: ${error.message}; choose a folder that this user may write to, with room on its disk`,
			);
	}
}
