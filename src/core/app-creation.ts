import type { App } from "./app.ts";
import type { Core } from "./context.ts";
import { read, write } from "./records.ts";
import { acceptToken, issueToken } from "./token.ts";

/** What an app is put back to, where that is not what the settings say. Not below the app, which is emptied for that. */
export interface AppCreation {
	/** SHA-256 of the administrator's token that its maker got, in hex; of an app that was made while the emulator runs. */
	readonly adminTokenDigest?: string;
	/** A seed document of its own. */
	readonly seed?: unknown;
}

function creationKey(appID: string): string {
	return `app-creation/${encodeURIComponent(appID)}`;
}

/** Gives a new app a token of its administrator, which it has again whenever it is put back. @returns the token */
export async function keepCreation(core: Core, { appID }: App, seed?: unknown): Promise<string> {
	const { accessToken } = await issueToken(core, appID, { kind: "admin" });
	const adminTokenDigest = core.secrets.digest(accessToken);
	const value: AppCreation = { adminTokenDigest, ...(seed === undefined ? {} : { seed }) };
	await write(core, { key: creationKey(appID), value });
	return accessToken;
}

/** Gives an app a seed of its own, or takes it away. */
export async function keepSeed(core: Core, appID: string, seed: unknown): Promise<void> {
	const { seed: _, ...creation } = (await creationOf(core, appID)) ?? {};
	const value: AppCreation = { ...creation, ...(seed === undefined ? {} : { seed }) };
	await write(core, { key: creationKey(appID), value });
}

/** Undefined for an app that was there from the start, or made on first use, and was given no seed. */
export function creationOf(core: Core, appID: string): Promise<AppCreation | undefined> {
	return read<AppCreation>(core, creationKey(appID));
}

/** Makes the administrator's token of an app valid again that was made while the emulator runs. */
export async function restoreAdminToken(core: Core, appID: string, { adminTokenDigest }: AppCreation): Promise<void> {
	if (adminTokenDigest === undefined) return;
	await acceptToken(core, appID, { digest: adminTokenDigest, subject: { kind: "admin" } });
}

export async function forgetCreation(core: Core, appID: string): Promise<void> {
	await write(core, { key: creationKey(appID), value: undefined });
}
