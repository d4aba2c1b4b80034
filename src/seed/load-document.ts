import type { SeedDocument } from "./document.ts";
import { loadApp } from "./load-app.ts";
import type { SeedTarget } from "./target.ts";

/** Loads a checked document, or what it has for one app. @throws KiiError SEED_INVALID */
export async function loadDocument(target: SeedTarget, { apps }: SeedDocument, onlyAppID?: string): Promise<void> {
	for (const [index, app] of apps.entries()) {
		const { appID } = app;
		if (appID === undefined || (onlyAppID !== undefined && appID !== onlyAppID)) continue;
		// As the document has it: the sections of a single app may stand at its top.
		await loadApp(target, { ...app, appID }, apps.length === 1 ? "" : `apps[${index}]`);
	}
}
