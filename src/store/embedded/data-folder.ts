import { mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { putAsideFor, writeAside } from "../../system/write-aside.ts";

/** Format of the records in a data folder. A change that an older emulator would misread raises it. */
export const dataFormat = 1;

/** Why a data folder cannot be used, in words for the person who chose it. */
export class DataFolderError extends Error {
	override readonly name = "DataFolderError";
}

interface FormatFile {
	readonly format: number;
	/** Version of the emulator that made the folder. */
	readonly madeBy: string;
	/** There was a database in it: if there is none any more, that is a loss. */
	readonly isBegun?: boolean;
}

/** Looks at a folder without changing it. @returns whether it has state already. @throws DataFolderError */
export async function inspectDataFolder(folder: string): Promise<boolean> {
	const names: string[] = await readdir(join(folder, "state")).catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return [];
		throw new DataFolderError(`cannot read ${folder}: ${error.message}; choose a folder of this user's`);
	});
	const format = await readFormat(folder);
	const hasFiles = names.some((name) => /\.(?:ldb|sst|log)$|^MANIFEST-/.test(name));
	if (format === undefined && hasFiles) throw damagedFolder(folder, `${formatFile(folder)} is missing`);
	if (format !== undefined && format.format > dataFormat) {
		throw new DataFolderError(
			`${folder} was made by kii-emulator ${format.madeBy}, whose format ${format.format} this version does not know (it knows ${dataFormat}); it was left as it is: start that version or a newer one, or choose another folder`,
		);
	}
	if (hasFiles && !names.includes("CURRENT")) throw damagedFolder(folder, "its file state/CURRENT is missing");
	if (!names.includes("CURRENT")) {
		if (format?.isBegun) throw damagedFolder(folder, "its database, the folder state, is missing");
		return false;
	}
	const manifest = (await readFile(join(folder, "state", "CURRENT"), "utf8")).trim();
	// Another emulator that runs may have gone on to the next one.
	const isThere = names.includes(manifest) || (await readdir(join(folder, "state"))).includes(manifest);
	if (!isThere) throw damagedFolder(folder, "its file state/MANIFEST-… is missing");
	return true;
}

/** Says what format the folder has, before anything else is in it. */
export async function markDataFolder(folder: string, madeBy: string): Promise<void> {
	if ((await readFormat(folder)) !== undefined) return;
	await mkdir(folder, { recursive: true });
	const content: FormatFile = { format: dataFormat, madeBy };
	await writeAside(formatFile(folder), `${JSON.stringify(content)}\n`);
}

/** Says that the folder has a database from now on. */
export async function markBegun(folder: string): Promise<void> {
	const format = await readFormat(folder);
	if (format === undefined || format.isBegun) return;
	await writeAside(formatFile(folder), `${JSON.stringify({ ...format, isBegun: true } satisfies FormatFile)}\n`);
}

/** Removes what an emulator that was killed had put beside its state. The folder must be this process's, and good. */
export async function removeLeftOver(folder: string): Promise<void> {
	const names = (await readdir(folder)).filter(
		(name) => /^state\.kept-|^room-\d+\.tmp$/.test(name) || putAsideFor(name) !== undefined,
	);
	for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
}

/** Rejects while there is no room for a little more. */
export async function checkRoom(folder: string): Promise<void> {
	const file = join(folder, `room-${process.pid}.tmp`);
	try {
		const handle = await open(file, "w");
		try {
			await handle.writeFile(Buffer.alloc(256 * 1024, 1));
			await handle.sync();
		} finally {
			await handle.close();
		}
	} finally {
		await rm(file, { force: true });
	}
}

export function damagedFolder(folder: string, reason: string): DataFolderError {
	return new DataFolderError(
		`${folder} is damaged (${reason}); it was left as it is: put a copy of it back, or start with another folder and import a snapshot`,
	);
}

function formatFile(folder: string): string {
	return join(folder, "kii-emulator.json");
}

async function readFormat(folder: string): Promise<FormatFile | undefined> {
	const file = formatFile(folder);
	const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return undefined;
		throw new DataFolderError(`cannot read ${file}: ${error.message}`);
	});
	if (text === undefined) return undefined;
	try {
		const { format, madeBy, isBegun } = JSON.parse(text) as Partial<FormatFile>;
		if (Number.isInteger(format)) {
			return {
				format: Number(format),
				madeBy: String(madeBy ?? "of an unknown version"),
				...(isBegun === true ? { isBegun } : {}),
			};
		}
	} catch {}
	throw damagedFolder(folder, `${file} cannot be read`);
}
