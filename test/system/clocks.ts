import { createActivity } from "../../src/system/activity.ts";
import { createEmulatorClock } from "../../src/system/emulator-clock.ts";
import { ManualClock } from "../../src/system/manual-clock.ts";

export const start = Date.UTC(2026, 0, 1);

/** An emulator's clock on one that tests move, and what has run. */
export function clocks() {
	const base = new ManualClock(start);
	const activity = createActivity();
	const setBack: string[] = [];
	const onSetBack = (appID: string) => setBack.push(`${appID}@${made.clockOf(appID).now() - start}`);
	const made = createEmulatorClock({ base, activity, onSetBack });
	const ran: string[] = [];
	/** Notes its name and the time when it runs. */
	const timer = (name: string, delay: number, appID?: string) => {
		const clock = made.clockOf(appID);
		return clock.setTimeout(() => ran.push(`${name}@${clock.now() - start}`), delay);
	};
	return { base, activity, setBack, ran, timer, ...made };
}
