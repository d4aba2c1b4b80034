import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { writeAside } from "../../system/write-aside.ts";
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

/** So that a crash leaves the old file or the new one. @throws CertificateError */
export async function writeStored(file: string, text: string, mode: number): Promise<void> {
	try {
		await mkdir(dirname(file), { recursive: true });
		await writeAside(file, text, { mode });
	} catch (error) {
		throw new CertificateError("dataDir", file, `cannot write ${file}: ${(error as Error).message}`, error);
	}
}
