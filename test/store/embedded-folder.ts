import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Embedded, type EmbeddedOptions, openEmbedded } from "../../src/store/embedded/open-embedded.ts";
import { silentLog } from "../helpers/core.ts";

/** A new folder, gone when `t` ends. */
export async function temporaryFolder(t: { after(work: () => Promise<void>): void }): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), "kii-emulator-store-"));
	t.after(() => rm(folder, { recursive: true, force: true }));
	return folder;
}

export function openFolder(folder: string, options: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
	return openEmbedded({
		folder,
		durability: "process",
		counter: { value: 0, generation: 0 },
		log: silentLog,
		version: "1.2.3",
		...options,
	});
}
