import type { Settings } from "../config.ts";
import { ensureApp, wellKnownApp } from "../core/app.ts";
import type { Core, EndpointAddress } from "../core/context.ts";
import type { Clock, Ids, Log, PushSink } from "../core/ports.ts";
import { createServerCodeRunner } from "../server-code/server-code-runner.ts";
import { createMemoryBlobs } from "../store/memory-blobs.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import { secrets } from "../system/secrets.ts";
import { deployFolder } from "./deploy-folder.ts";

export interface CoreParts {
	readonly settings: Settings;
	readonly clock: Clock;
	readonly ids: Ids;
	readonly log: Log;
	readonly push: PushSink;
	endpointAddress(reachedHost: string): EndpointAddress;
}

/** Kii's rules on a fresh store, with the apps that are there from the start. */
export async function createCore(parts: CoreParts): Promise<Core> {
	const { settings, clock, ids, log, push, endpointAddress } = parts;
	let records = 0;
	const core: Core = {
		store: createMemoryStore(),
		blobs: createMemoryBlobs(),
		clock,
		ids,
		secrets,
		log,
		serverCode: createServerCodeRunner({ log, timeout: settings.serverCodeTimeout * 1000 }),
		push,
		settings: { ...settings, endpointAddress },
		sequence: () => ++records,
	};
	// The first one of an ID stays: the well-known app can be given other keys.
	for (const app of [...settings.app, wellKnownApp]) await ensureApp(core, app);
	if (settings.serverCodeDir !== undefined) await deployFolder(core, settings.serverCodeDir);
	return core;
}
