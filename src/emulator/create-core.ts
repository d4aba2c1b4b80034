import type { Settings } from "../config.ts";
import { ensureApp, wellKnownApp } from "../core/app.ts";
import type { Core, EndpointAddress } from "../core/context.ts";
import type { Activity, Clock, Ids, Log, PushSink } from "../core/ports.ts";
import { createServerCodeRunner } from "../server-code/server-code-runner.ts";
import { createMemoryBlobs } from "../store/memory-blobs.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import { secrets } from "../system/secrets.ts";
import { deployFolder } from "./deploy-folder.ts";

export interface CoreParts {
	readonly settings: Settings;
	clockOf(appID?: string): Clock;
	idsOf(appID?: string): Ids;
	readonly activity: Activity;
	sequence(appID: string): number;
	readonly log: Log;
	readonly push: PushSink;
	endpointAddress(reachedHost: string): EndpointAddress;
}

/** Kii's rules on a fresh store, with the apps that are there from the start. */
export async function createCore(parts: CoreParts): Promise<Core> {
	const { settings, clockOf, idsOf, activity, sequence, log, push, endpointAddress } = parts;
	const core: Core = {
		store: createMemoryStore(),
		blobs: createMemoryBlobs(),
		clockOf,
		elapsed: () => performance.now(),
		idsOf,
		activity,
		secrets,
		log,
		serverCode: createServerCodeRunner({ log, timeout: settings.serverCodeTimeout * 1000 }),
		push,
		settings: { ...settings, endpointAddress },
		sequence,
	};
	// The first one of an ID stays: the well-known app can be given other keys.
	for (const app of [...settings.app, wellKnownApp]) await ensureApp(core, app);
	if (settings.serverCodeDir !== undefined) await deployFolder(core, settings.serverCodeDir);
	return core;
}
