import type { Core } from "./context.ts";
import { KiiError } from "./errors.ts";
import { LimitedCount } from "./limited-count.ts";
import type { StateStore } from "./ports.ts";

/** Of the apps of a store. */
interface Apps {
	readonly count: LimitedCount;
	/** App IDs that got no app since one was last created on first use. */
	refused: number;
}

const known = new WeakMap<StateStore, Apps>();

/**
 * Creates an app on first use, unless there are as many apps as the setting `max-apps` allows: whoever names one app ID after
 * the other does not fill the memory.
 * @throws KiiError APP_NOT_FOUND
 */
export async function withRoomForApp(core: Core, appID: string, insert: () => Promise<boolean>): Promise<void> {
	const apps = known.get(core.store) ?? { count: new LimitedCount(), refused: 0 };
	known.set(core.store, apps);
	const { maxApps } = core.settings;
	const outcome = await apps.count.insert(maxApps, () => core.store.count("apps"), insert);
	if ("inserted" in outcome) {
		apps.refused = 0;
		return;
	}
	apps.refused++;
	const reason = `there are ${outcome.full} apps, as many as the setting max-apps allows`;
	// A line for the 1st, 10th, 100th …: whoever tries without end does not fill the log.
	if (/^10*$/.test(String(apps.refused))) {
		core.log.warn(
			{ appID, maxApps, refused: apps.refused },
			`app ${appID} is unknown and was not created: ${reason}; raise it, delete apps (DELETE /_emulator/apps/{appID}) or reset`,
		);
	}
	throw new KiiError("APP_NOT_FOUND", `App with ID ${appID} was not found, and is not created: ${reason}`, {
		appID,
		maxApps,
	});
}
