import { readFile } from "node:fs/promises";
import { SettingError, type Settings } from "../config.ts";
import { wellKnownApp } from "../core/app.ts";
import type { Core } from "../core/context.ts";
import { checkDocument } from "../seed/check-document.ts";
import type { SeedDocument } from "../seed/document.ts";
import { loadDocument } from "../seed/load-document.ts";
import { createScratchCore } from "./scratch-core.ts";

/** The seed that a reset puts everything back to. */
export interface SeedInForce {
	/** As it was given. */
	readonly given: unknown;
	readonly document: SeedDocument | undefined;
	/** Checks a document by its schema and by loading it where it does no harm. @throws KiiError SEED_INVALID */
	check(core: Core, given: unknown, appID?: string): Promise<SeedDocument>;
	put(given: unknown, document: SeedDocument | undefined): void;
}

/** With the file of the setting `seed`, which is not loaded yet. @throws SettingError for a file that is no JSON */
export async function createSeedInForce({ seed: file }: Settings): Promise<SeedInForce> {
	let given: unknown;
	let document: SeedDocument | undefined;
	if (file !== undefined) {
		try {
			given = JSON.parse(await readFile(file, "utf8"));
			document = checkDocument(given, wellKnownApp.appID);
		} catch (error) {
			throw new SettingError("seed", `cannot use ${file}: ${(error as Error).message}`, { exitCode: 1, cause: error });
		}
	}
	return {
		get given() {
			return given;
		},
		get document() {
			return document;
		},
		async check(core, next, appID = wellKnownApp.appID) {
			const checked = checkDocument(next, appID);
			await loadDocument(createScratchCore(core), checked);
			return checked;
		},
		put(next, checked) {
			given = next;
			document = checked;
		},
	};
}
