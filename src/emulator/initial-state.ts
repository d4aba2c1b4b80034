import type { Settings } from "../config.ts";
import { type App, ensureApp, wellKnownApp } from "../core/app.ts";
import { creationOf, restoreAdminToken } from "../core/app-creation.ts";
import type { Core } from "../core/context.ts";
import { checkDocument } from "../seed/check-document.ts";
import type { SeedDocument } from "../seed/document.ts";
import { loadDocument } from "../seed/load-document.ts";
import { seedInvalid } from "../seed/seed-error.ts";
import type { Sequence } from "../system/sequence.ts";
import { deployFolder } from "./deploy-folder.ts";
import { createScratchCore } from "./scratch-core.ts";
import { dumpOf, type StateDump } from "./state-dump.ts";

/** The apps that every emulator of these settings has. The first one of an ID stays: the well-known app can be given other keys. */
export function settingsApps({ app }: Settings): readonly App[] {
	return [...app, wellKnownApp];
}

export interface InitialState extends StateDump {
	/** Of the records in it. */
	readonly sequence: Sequence;
}

/**
 * What an app, or a whole emulator, begins with, made beside the state there is: nothing has happened yet when something is
 * wrong with it.
 * @throws SettingError for server code that cannot be deployed
 */
export async function initialState(
	core: Core,
	settings: Settings,
	seed?: SeedDocument,
	app?: App,
): Promise<InitialState> {
	const scratch = createScratchCore(core);
	for (const each of app === undefined ? settingsApps(settings) : [app]) await ensureApp(scratch.core, each);
	if (settings.serverCodeDir !== undefined) await deployFolder(scratch.core, settings.serverCodeDir, app?.appID);
	const creation = app === undefined ? undefined : await creationOf(core, app.appID);
	// A seed of its own takes the place of what the emulator's has for it.
	if (seed !== undefined && creation?.seed === undefined) await loadDocument(scratch, seed, app?.appID);
	if (app !== undefined && creation !== undefined) await restoreAdminToken(scratch.core, app.appID, creation);
	if (app !== undefined && creation?.seed !== undefined) {
		await loadDocument(scratch, checkDocument(creation.seed, app.appID), app.appID);
	}
	const dump = await dumpOf(scratch.core);
	if (app !== undefined) await requireOwnTopics(core, app, dump);
	return { ...dump, sequence: scratch.sequence };
}

/** An MQTT topic leads to one app only. @throws KiiError SEED_INVALID */
async function requireOwnTopics(core: Core, { appID }: App, { records }: StateDump): Promise<void> {
	for (const { key } of records) {
		if (!key.startsWith("mqtt-topic/")) continue;
		const taken = await core.store.get<{ appID: string }>(key);
		if (taken === undefined || taken.value.appID === appID) continue;
		throw seedInvalid(
			"mqttTopic",
			`${key.slice("mqtt-topic/".length)} is that of an endpoint of app ${taken.value.appID}`,
		);
	}
}
