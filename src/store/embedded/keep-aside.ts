import { constants } from "node:fs";
import { copyFile, link, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** The files of a folder, kept beside it while a database opens it, which changes what it finds. */
export interface KeptFiles {
	/** Makes the folder what it was. The database must have been closed. */
	putBack(): Promise<void>;
	/** The same of a database that did not get as far as its lock, because another process has it. */
	putBackLogs(): Promise<void>;
	/** They are no longer needed. */
	forget(): Promise<void>;
}

/** Who has it locked has this very file open: it is never replaced. */
const lock = "LOCK";
/** What a LevelDB writes for people; begun anew before it asks for its lock. */
const logs = ["LOG", "LOG.old"];

/** Cheap: the files are links. A LevelDB writes new files when it opens, and changes none that is there. */
export async function keepAside(folder: string): Promise<KeptFiles> {
	const there = await readdir(folder);
	const names = there.filter((name) => name !== lock);
	const aside = await mkdtemp(`${folder}.kept-`);
	for (const name of names) await linkOrCopy(join(folder, name), join(aside, name));
	const restore = async (concerned: readonly string[]) => {
		for (const name of concerned) {
			if (names.includes(name)) await rename(join(aside, name), join(folder, name));
			else await rm(join(folder, name), { recursive: true, force: true });
		}
	};
	const forget = () => rm(aside, { recursive: true, force: true });
	return {
		async putBack() {
			const strange = (await readdir(folder)).filter((name) => !there.includes(name));
			await restore([...strange, ...names]);
			await forget();
		},
		async putBackLogs() {
			// Whose they are now may keep them from being replaced (Windows): then they were not begun anew either.
			await restore(logs).catch(() => {});
			await forget();
		},
		forget,
	};
}

async function linkOrCopy(from: string, to: string): Promise<void> {
	try {
		await link(from, to);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		// Another emulator that runs has removed it meanwhile: then the folder is in use, as opening it will tell.
		if (code === "ENOENT") return;
		// Not every file system has links.
		await copyFile(from, to, constants.COPYFILE_FICLONE);
	}
}
