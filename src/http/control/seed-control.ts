import type { ResetResult } from "./app-control.ts";

/** The seed that a reset puts everything back to (docs/seed.md). */
export interface SeedControl {
	/** The document, as it was given: the emulator's, or an app's own. @throws KiiError NOT_FOUND, APP_NOT_FOUND */
	get(appID?: string): Promise<unknown>;
	/**
	 * Takes a document and resets everything to it, or an app. That of an app holds until the app is deleted or everything
	 * is reset. @throws KiiError SEED_INVALID, with nothing changed; APP_NOT_FOUND
	 */
	set(document: unknown, appID?: string): Promise<ResetResult>;
	/** Without a seed, or an app's own, from the next reset on. @throws KiiError APP_NOT_FOUND */
	clear(appID?: string): Promise<void>;
}

/** Turns what was created and changed between start and stop into a seed. */
export interface RecorderControl {
	/** @param appID only what happens in that app @throws KiiError INVALID_STATUS while it records, APP_NOT_FOUND */
	start(appID?: string): Promise<void>;
	/** @returns a seed document @throws KiiError INVALID_STATUS when it was not started */
	stop(appID?: string): Promise<unknown>;
	/** Stops without a document. */
	forget(): void;
}
