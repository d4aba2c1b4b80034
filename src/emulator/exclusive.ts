import type { Core } from "../core/context.ts";
import type { AppGate } from "./app-gate.ts";
import type { Resettable } from "./resettables.ts";

export interface ExclusiveDeps {
	readonly core: Core;
	readonly gate: AppGate;
	readonly resettables: readonly Resettable[];
}

/** Milliseconds of real time that what is under way has before the server code it runs is ended. */
const patience = 1000;

/** Runs `work` while nothing else is at work on an app, or on any: what is under way finishes first, what comes waits. */
export async function exclusively<T>(
	{ core, gate, resettables }: ExclusiveDeps,
	appID: string | undefined,
	work: () => Promise<T>,
): Promise<T> {
	await gate.shut(appID);
	try {
		for (const each of resettables) await each.release?.(appID);
		const quiet = gate.quiet(appID);
		// Only the developer's code can take long; a run that waits for its turn may begin after the first was ended.
		while (!(await within(patience, quiet))) core.serverCode.endRuns?.(appID);
		return await work();
	} finally {
		gate.open(appID);
	}
}

/** Whether `work` is done in time. The time is real: a clock that a test holds still must not stand in the way. */
async function within(milliseconds: number, work: Promise<void>): Promise<boolean> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<false>((resolve) => {
		timer = setTimeout(resolve, milliseconds, false);
	});
	const inTime = await Promise.race([work.then(() => true), late]);
	clearTimeout(timer);
	return inTime;
}
