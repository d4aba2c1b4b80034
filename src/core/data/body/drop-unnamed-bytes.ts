import type { Core } from "../../context.ts";
import type { Entry } from "../../ports.ts";
import { appFolder } from "../../records.ts";
import type { KiiObject } from "../object-record.ts";
import type { Upload } from "../upload/upload.ts";

/** Drops bytes of bodies that neither an object nor an upload names: a process ended between keeping and naming them. `app`: of that app only, whose `entries` are. */
export async function dropUnnamedBytes(core: Core, entries: readonly Entry[], app?: string): Promise<void> {
	const named = new Set<string>();
	for (const { key, value } of entries) {
		const kind = key.split("/", 3)[2];
		if (kind === "object") {
			const { body } = value as KiiObject;
			if (body !== undefined) named.add(body.versionID);
		} else if (kind === "object-upload") {
			for (const { versionID } of (value as Upload).pieces) named.add(versionID);
		}
	}
	const unnamed = core.blobs
		.keys([app === undefined ? "app" : appFolder(app)])
		.filter((key) => !named.has(key.slice(key.lastIndexOf("/") + 1)));
	await Promise.all(unnamed.map((key) => core.blobs.delete(key)));
}
