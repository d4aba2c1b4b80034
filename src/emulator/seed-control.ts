import { getApp, listApps, wellKnownApp } from "../core/app.ts";
import { creationOf, keepSeed } from "../core/app-creation.ts";
import type { Core } from "../core/context.ts";
import { KiiError } from "../core/errors.ts";
import type { AppControl } from "../http/control/app-control.ts";
import type { RecorderControl, SeedControl } from "../http/control/seed-control.ts";
import { recordApps } from "../seed/record-apps.ts";
import type { SeedInForce } from "./seed-in-force.ts";
import { dumpOf } from "./state-dump.ts";

export function createSeedControl(core: Core, apps: AppControl, seed: SeedInForce): SeedControl {
	async function ownSeed(appID: string): Promise<unknown> {
		await getApp(core, appID);
		return (await creationOf(core, appID))?.seed;
	}

	return {
		async get(appID) {
			const given = appID === undefined ? seed.given : await ownSeed(appID);
			if (given !== undefined) return given;
			throw new KiiError("NOT_FOUND", appID === undefined ? "There is no seed" : `App ${appID} has no seed of its own`);
		},
		async set(document, appID) {
			if (appID === undefined) {
				seed.put(document, await seed.check(core, document, wellKnownApp.appID));
				return apps.reset();
			}
			const before = await ownSeed(appID);
			await seed.check(core, document, appID);
			await keepSeed(core, appID, document);
			return apps.reset({ app: appID }).catch(async (error: unknown) => {
				if (await getApp(core, appID).catch(() => undefined)) await keepSeed(core, appID, before);
				throw error;
			});
		},
		async clear(appID) {
			if (appID === undefined) return seed.put(undefined, undefined);
			await ownSeed(appID);
			await keepSeed(core, appID, undefined);
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
	let isStarting = false;

	async function record(appID: string | undefined) {
		const apps = (await listApps(core)).filter((app) => appID === undefined || app.appID === appID);
		const { blobs } = await dumpOf(core, ["app"]);
		return recordApps(apps, core.store.all(["app"]), blobs);
	}

	async function begin(appID: string | undefined): Promise<void> {
		if (appID !== undefined) await getApp(core, appID);
		const { apps } = await record(appID);
		before = new Map(apps.map((app) => [app.appID ?? "", JSON.stringify(app)]));
	}

	return {
		async start(appID) {
			if (before !== undefined || isStarting) {
				throw new KiiError("INVALID_STATUS", "The recorder runs already: stop it first, or reset everything");
			}
			isStarting = true;
			try {
				await begin(appID);
			} finally {
				isStarting = false;
			}
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
