import type { Settings } from "../config.ts";
import { ensureApp, wellKnownApp } from "../core/app.ts";
import type { Core, EndpointAddress } from "../core/context.ts";
import type { Activity, Clock, Ids, Log, PushSink } from "../core/ports.ts";
import { resume } from "../core/resume.ts";
import { createServerCodeRunner } from "../server-code/server-code-runner.ts";
import { secrets } from "../system/secrets.ts";
import { deployFolder } from "./deploy-folder.ts";
import type { State } from "./open-state.ts";

export interface CoreParts {
	readonly state: State;
	readonly settings: Settings;
	clockOf(appID?: string): Clock;
	idsOf(appID?: string): Ids;
	readonly activity: Activity;
	sequence(appID: string): number;
	readonly log: Log;
	readonly push: PushSink;
	endpointAddress(reachedHost: string): EndpointAddress;
}

/** Kii's rules on a state, which goes on where it was, with the apps that are there from the start. */
export async function createCore(parts: CoreParts): Promise<Core> {
	const { state, settings, clockOf, idsOf, activity, sequence, log, push, endpointAddress } = parts;
	const core: Core = {
		store: state.store,
		blobs: state.blobs,
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
	if (state.resumed) await resume(core, state.store.all(["app"]));
	// The first one of an ID stays: the well-known app can be given other keys.
	for (const app of [...settings.app, wellKnownApp]) await ensureApp(core, app);
	if (settings.serverCodeDir !== undefined) await deployFolder(core, settings.serverCodeDir);
	return core;
}
