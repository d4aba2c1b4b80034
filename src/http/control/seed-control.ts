import type { ResetResult } from "./app-control.ts";

/** The seed that a reset puts everything back to (docs/seed.md). */
export interface SeedControl {
	/** The document, as it was given. @throws KiiError NOT_FOUND */
	get(): unknown;
	/** Takes a document and resets everything to it. @throws KiiError SEED_INVALID, with nothing changed */
	set(document: unknown): Promise<ResetResult>;
	/** Without a seed from the next reset on. */
	clear(): Promise<void>;
}

/** Turns what was created and changed between start and stop into a seed. */
export interface RecorderControl {
	/** @param appID only what happens in that app */
	start(appID?: string): Promise<void>;
	/** @returns a seed document @throws KiiError INVALID_STATUS when it was not started */
	stop(appID?: string): Promise<unknown>;
	/** Stops without a document. */
	forget(): void;
}
