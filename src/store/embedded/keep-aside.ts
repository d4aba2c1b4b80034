import { constants } from "node:fs";
import { copyFile, link, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** The files of a folder, kept beside it while a database opens it, which changes what it finds. */
export interface KeptFiles {
	/** Makes the folder what it was. The database must have been closed. */
	putBack(): Promise<void>;
	/** They are no longer needed. */
	forget(): Promise<void>;
}

// A database's lock and log say nothing of what it holds.
const notKept = /^LO(?:CK|G|G\.old)$/;

/** Cheap: the files are links. A LevelDB writes new files when it opens, and changes none that is there. */
export async function keepAside(folder: string): Promise<KeptFiles> {
	const names = (await readdir(folder)).filter((name) => !notKept.test(name));
	const aside = await mkdtemp(`${folder}.kept-`);
	for (const name of names) await linkOrCopy(join(folder, name), join(aside, name));
	return {
		async putBack() {
			const now = (await readdir(folder)).filter((name) => !notKept.test(name) && !names.includes(name));
			for (const name of now) await rm(join(folder, name), { recursive: true });
			for (const name of names) await rename(join(aside, name), join(folder, name));
			await rm(aside, { recursive: true, force: true });
		},
		forget: () => rm(aside, { recursive: true, force: true }),
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
