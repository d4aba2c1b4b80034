import { listApps, wellKnownApp } from "../core/app.ts";
import type { Core } from "../core/context.ts";
import { KiiError } from "../core/errors.ts";
import type { AppControl } from "../http/control/app-control.ts";
import type { RecorderControl, SeedControl } from "../http/control/seed-control.ts";
import { recordApps } from "../seed/record-apps.ts";
import type { SeedInForce } from "./seed-in-force.ts";
import { dumpOf } from "./state-dump.ts";

export function createSeedControl(core: Core, apps: AppControl, seed: SeedInForce): SeedControl {
	return {
		get() {
			if (seed.document === undefined) throw new KiiError("NOT_FOUND", "There is no seed");
			return seed.given;
		},
		async set(document) {
			seed.put(document, await seed.check(core, document, wellKnownApp.appID));
			return apps.reset();
		},
		async clear() {
			seed.put(undefined, undefined);
		},
	};
}

/**
 * Turns a session into a seed. An app in which nothing has changed since the start is left out; of the others everything
 * is recorded, because what is new may need what was there before.
 */
export function createRecorder(core: Core): RecorderControl {
	/** JSON of the state of each app at the start. */
	let before: ReadonlyMap<string, string> | undefined;

	async function record(appID: string | undefined) {
		const apps = (await listApps(core)).filter((app) => appID === undefined || app.appID === appID);
		const { blobs } = await dumpOf(core, ["app"]);
		return recordApps(apps, core.store.all(["app"]), blobs);
	}

	return {
		async start(appID) {
			const { apps } = await record(appID);
			before = new Map(apps.map((app) => [app.appID ?? "", JSON.stringify(app)]));
		},
		async stop(appID) {
			if (before === undefined) throw new KiiError("INVALID_STATUS", "The recorder has not been started");
			const { version, apps } = await record(appID);
			const changed = apps.filter((app) => before?.get(app.appID ?? "") !== JSON.stringify(app));
			before = undefined;
			return { version, apps: changed };
		},
		forget() {
			before = undefined;
		},
	};
}
