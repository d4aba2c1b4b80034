import type { Activity } from "../core/ports.ts";
import type { AppGate } from "./app-gate.ts";

/** Work that core begins by itself passes the gate, too; what was about to begin when its app was emptied does not begin. */
export function gatedActivity(gate: AppGate, activity: Activity): Activity {
	return {
		...activity,
		run<T>(appID: string | undefined, work: () => T | Promise<T>): Promise<T> {
			const epoch = appID === undefined ? 0 : gate.epoch(appID);
			return activity.run(appID, async () => {
				const leave = await gate.enter(appID);
				try {
					// Of alarms, the only such work, nobody wants a result.
					if (appID !== undefined && gate.epoch(appID) !== epoch) return undefined as T;
					return await work();
				} finally {
					leave();
				}
			});
		},
	};
}
