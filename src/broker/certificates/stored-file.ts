import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { CertificateError } from "./certificate-error.ts";

/** The text of a file in the data folder, undefined when there is none. @throws CertificateError when it can not be read. */
export async function readStored(file: string): Promise<string | undefined> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw new CertificateError("dataDir", file, `cannot read ${file}: ${(error as Error).message}`, error);
	}
}

/** Writes aside and renames, so that a crash leaves the old file or the new one. @throws CertificateError */
export async function writeStored(file: string, text: string, mode: number): Promise<void> {
	const aside = `${file}.new`;
	try {
		await mkdir(dirname(file), { recursive: true });
		const handle = await open(aside, "w", mode);
		try {
			await handle.writeFile(text);
			await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(aside, file);
	} catch (error) {
		throw new CertificateError("dataDir", file, `cannot write ${file}: ${(error as Error).message}`, error);
	}
}
