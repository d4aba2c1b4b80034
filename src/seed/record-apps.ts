import type { App } from "../core/app.ts";
import type { Blob, Entry } from "../core/ports.ts";
import { appFolder } from "../core/records.ts";
import type { SeedApp, SeedDocument } from "./document.ts";

/**
 * A seed that makes apps what they are: all their records and bodies as they stand, with the same identifiers. Tokens and
 * passwords are in it as digests only, as the store has them, and are valid all the same.
 */
export function recordApps(apps: readonly App[], entries: readonly Entry[], blobs: readonly Blob[]): SeedDocument {
	const recorded = apps.map((app): SeedApp => {
		const prefix = `${appFolder(app.appID)}/`;
		const records = entries
			.filter(({ key }) => key.startsWith(prefix))
			.map(({ key, value }) => ({ key: key.slice(prefix.length), value }))
			.sort((a, b) => (a.key < b.key ? -1 : 1));
		const bodies = blobs
			.filter(({ key }) => key.startsWith(prefix))
			.map(({ key, bytes }) => ({ key: key.slice(prefix.length), base64: base64Of(bytes) }));
		return { ...app, records, ...(bodies.length === 0 ? {} : { bodies }) };
	});
	return { version: 1, apps: recorded };
}

function base64Of(bytes: Uint8Array): string {
	let text = "";
	for (const byte of bytes) text += String.fromCharCode(byte);
	return btoa(text);
}
